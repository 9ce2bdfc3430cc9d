/**
 * The profiles of container runtimes: JSON as the OCI runtime specification has it, with what
 * Docker and Podman add. Reading goes through the same steps as they do: the keys ({@link
 * callgate.format.oci.OciReader}), the conditions on the surroundings ({@link
 * callgate.format.oci.OciSurroundings}), and what runc or crun with libseccomp make of the rest
 * ({@link callgate.format.oci.OciPolicy}).
 */
@NullMarked
package callgate.format.oci;

import org.jspecify.annotations.NullMarked;
