package callgate.watch;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import callgate.kernel.KernelFeatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that installs filters and violates them. */
final class FilterProgram {
  /** Each argument is something that it does. {@code getpriority} is what filters are about. */
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <linux/filter.h>
      #include <linux/seccomp.h>
      #include <pthread.h>
      #include <signal.h>
      #include <string.h>
      #include <sys/prctl.h>
      #include <sys/syscall.h>
      #include <sys/wait.h>
      #include <unistd.h>
      #define IS(word) (!strcmp(*arguments, word))
      static int install(unsigned answer, unsigned flags, int by_prctl) {
        struct sock_filter code[] = {
          BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpriority, 0, 1),
          BPF_STMT(BPF_RET | BPF_K, answer), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
        struct sock_fprog program = {4, code};
        return by_prctl ? prctl(PR_SET_SECCOMP, 2, &program)
                        : syscall(SYS_seccomp, 1, flags, &program);
      }
      static void violate() { syscall(SYS_getpriority, 1, 2); }
      static void handle(int signal) {}
      static void *sleeps(void *p) { install(SECCOMP_RET_ERRNO | 7, 0, 0); pause(); return p; }
      static void *dies(void *p) { install(SECCOMP_RET_KILL_THREAD, 0, 0); violate(); return p; }
      int main(int count, char **arguments) {
        pthread_t thread;
        while (*++arguments) {
          if (IS("nnp")) prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
          if (IS("errno")) install(SECCOMP_RET_ERRNO | 7, 0, 0), violate(), getppid(), violate();
          if (IS("prctl")) install(SECCOMP_RET_ERRNO | 7, 0, 1);
          if (IS("log")) install(SECCOMP_RET_LOG, 0, 0), violate();
          if (IS("bad")) syscall(SYS_seccomp, 1, 0, (void *)8);
          if (IS("tsync")) {
            pthread_create(&thread, 0, sleeps, 0);
            usleep(100000);
            install(SECCOMP_RET_ERRNO | 7, SECCOMP_FILTER_FLAG_TSYNC, 0);
          }
          if (IS("thread")) pthread_create(&thread, 0, dies, 0), pthread_join(thread, 0);
          if (IS("kill")) install(SECCOMP_RET_KILL_PROCESS, 0, 0), violate();
          if (IS("trap")) install(SECCOMP_RET_TRAP | 5, 0, 0), violate();
          if (IS("many")) for (int i = 0; i < 9000; i++) violate();
          if (IS("strict")) prctl(PR_SET_SECCOMP, 1), violate();
          if (IS("wait")) sleep(1);
          if (IS("handled")) signal(SIGSYS, handle);
          if (IS("fork")) if (fork() == 0) violate(), _exit(0); else wait(0);
        }
        return 0;
      }
      """;

  private FilterProgram() {}

  static void needsEbpf() {
    assumeTrue(
        KernelFeatures.probe().features().stream()
            .anyMatch(feature -> feature.name().equals("eBPF") && feature.available()),
        "needs eBPF: run the tests as root, on a kernel with CONFIG_DEBUG_INFO_BTF");
  }

  static Path compiled(Path folder, String name, String option)
      throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("program.c"), SOURCE);
    Path file = folder.resolve(name);
    Process gcc =
        new ProcessBuilder(
                "gcc", "-w", "-pthread", option, "-o", file.toString(), source.toString())
            .start();
    assumeTrue(gcc.waitFor() == 0, "needs a compiler: apt-get install gcc gcc-multilib");
    return file;
  }
}
