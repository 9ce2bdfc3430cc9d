/** Evidence in, policy out: logs, live recorders and the synthesis of policies from them. */
module callgate.learn {
  requires static transitive org.jspecify;
  requires transitive callgate.core;
  requires transitive callgate.kernel;
}
