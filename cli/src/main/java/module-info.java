/** The callgate command: one small class a subcommand, no logic of its own. */
module callgate.cli {
  requires static org.jspecify;
  requires callgate.learn;
  requires callgate.live;
  requires org.apache.commons.cli;
  requires tools.jackson.core;
}
