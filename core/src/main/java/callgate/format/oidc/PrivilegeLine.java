package callgate.format.oidc;

import callgate.policy.Position;

/**
 * A line of a privilege file.
 *
 * @param word the call, or the file that is included
 * @param isInclude whether it includes a file
 * @param text what follows the call, without the comment
 * @param textAt where that starts
 * @param reason the comment
 */
record PrivilegeLine(
    String word,
    boolean isInclude,
    Position position,
    String text,
    Position textAt,
    String reason) {}
