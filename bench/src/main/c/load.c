// usage: load RATE SECONDS violations|installs
//
// Makes that many a second, evenly, and prints how many there were.
#define _GNU_SOURCE
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static int install(void) {
  struct sock_filter code[] = {
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpriority, 0, 1),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 7),
    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {4, code};
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

int main(int count, char **arguments) {
  double rate = atof(arguments[1]), seconds = atof(arguments[2]);
  int installs = !strcmp(arguments[3], "installs");
  long done = 0, all = rate * seconds;
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (!installs) install();
  double start = now();
  while (done < all) {
    long due = (now() - start) * rate;
    for (; done < due && done < all; done++) {
      if (!installs) {
        syscall(SYS_getpriority, 1, 2);
      } else if (done % 200 == 0) {
        // Filters stack, and a stack has an end: a child takes two hundred.
        pid_t child = fork();
        if (child == 0) {
          for (int i = 0; i < 200; i++) install();
          _exit(0);
        }
        waitpid(child, 0, 0);
      }
    }
    usleep(500);
  }
  printf("%ld %s in %.2f s\n", done, installs ? "installs" : "violations", now() - start);
  return 0;
}
