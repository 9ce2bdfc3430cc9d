/** Programs that are watched while they run, and what their sandbox does to them. */
module callgate.live {
  requires static transitive org.jspecify;
  requires transitive callgate.core;
  requires transitive callgate.kernel;
  requires callgate.learn;
  requires jdk.httpserver;
  requires tools.jackson.core;

  exports callgate.live;
  exports callgate.watch;
}
