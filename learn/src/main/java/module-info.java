/** Evidence in, policy out: logs, live recorders and the synthesis of policies from them. */
@SuppressWarnings("requires-automatic") // aircompressor has no descriptor
module callgate.learn {
  requires static transitive org.jspecify;
  requires transitive callgate.core;
  requires transitive callgate.kernel;
  requires aircompressor.v3;
  requires tools.jackson.core;

  exports callgate.learn;
  exports callgate.learn.audit;
  exports callgate.learn.incident;
}
