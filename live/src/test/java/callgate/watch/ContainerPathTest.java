package callgate.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import callgate.watch.Subject.Container;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The path of a control group")
class ContainerPathTest {
  private static final String ID =
      "4f5a0000000000000000000000000000000000000000000000000000000000ff";

  @ParameterizedTest
  @CsvSource({
    "/docker/ID, docker",
    "/system.slice/docker-ID.scope, docker",
    "/system.slice/docker-ID.scope/init.scope, docker",
    "/machine.slice/libpod-ID.scope/container, podman",
    "/kubepods.slice/kubepods-burstable.slice/kubepods-pod1.slice/cri-containerd-ID.scope, containerd",
    "/kubepods.slice/kubepods-pod1.slice/crio-ID.scope, cri-o",
    "/kubepods/burstable/pod1234/ID, ''",
  })
  @DisplayName("tells the container and its runtime")
  void container(String path, String runtime) {
    assertEquals(
        new Container(runtime, ID), ContainerPath.container(path.replace("ID", ID)).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({"/lxc.payload.web, lxc, web", "/machine.slice/machine-web.scope, nspawn, web"})
  @DisplayName("tells a container that has a name")
  void named(String path, String runtime, String name) {
    assertEquals(new Container(runtime, name), ContainerPath.container(path).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "/",
    "/user.slice/user-0.slice/session-1.scope",
    "/system.slice/docker.service",
    "''"
  })
  @DisplayName("of other processes tells none")
  void none(String path) {
    assertEquals(true, ContainerPath.container(path).isEmpty());
  }
}
