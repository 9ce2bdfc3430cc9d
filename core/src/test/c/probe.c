/*
 * probe < INPUT: what this kernel does with calls under filters.
 *
 * Input, binary, repeated: u32 instructions, u32 probes; struct sock_filter[instructions];
 * probes of {u32 abi (0 syscall, 1 int 0x80), u32 number, u64 arguments[6]}.
 * Output, one line a probe: "ret N", "trap DATA" or "killed".
 *
 * Each probe is a child that installs the filter, makes the call and leaves the result in shared
 * memory; it ends by a fault, since the filter may deny every way to exit.
 */
#define _GNU_SOURCE
#include <linux/filter.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct probe {
  unsigned abi, number;
  unsigned long arguments[6];
};

static volatile struct {
  int state; /* 1 returned, 2 trapped, 3 not installed */
  long value;
} *result;

static void end(void) { __builtin_trap(); }

static void trapped(int signal, siginfo_t *info, void *context) {
  (void)signal, (void)context;
  result->value = info->si_errno;
  result->state = 2;
  end();
}

static long make(const struct probe *p) {
  const unsigned long *a = p->arguments;
  long value = (int)p->number;
  if (p->abi == 0) {
    register unsigned long r10 __asm__("r10") = a[3], r8 __asm__("r8") = a[4], r9 __asm__("r9") = a[5];
    value = p->number;
    __asm__ volatile("syscall"
                     : "+a"(value)
                     : "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return value;
  }
  register unsigned long b __asm__("r8") = a[0], sixth __asm__("r9") = a[5];
  __asm__ volatile("push %%rbx\n push %%rbp\n mov %%r8, %%rbx\n mov %%r9, %%rbp\n int $0x80\n"
                   "pop %%rbp\n pop %%rbx"
                   : "+a"(value), "+r"(b), "+r"(sixth)
                   : "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4])
                   : "r10", "r11", "memory");
  return value;
}

static void child(struct sock_fprog *program, const struct probe *p) {
  struct rlimit none = {0, 0};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = trapped;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, NULL);
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (syscall(SYS_seccomp, 1, 0, program)) {
    result->state = 3;
    end();
  }
  result->value = make(p);
  result->state = 1;
  end();
}

int main(void) {
  unsigned head[2];
  result = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  while (fread(head, sizeof head, 1, stdin) == 1) {
    struct sock_filter *filter = calloc(head[0], sizeof *filter);
    struct probe *probes = calloc(head[1], sizeof *probes);
    if (fread(filter, sizeof *filter, head[0], stdin) != head[0]
        || fread(probes, sizeof *probes, head[1], stdin) != head[1])
      return 1;
    struct sock_fprog program = {(unsigned short)head[0], filter};
    for (unsigned i = 0; i < head[1]; i++) {
      int status;
      result->state = 0;
      pid_t pid = fork();
      if (pid == 0) child(&program, &probes[i]);
      waitpid(pid, &status, 0);
      if (result->state == 1) printf("ret %ld\n", result->value);
      else if (result->state == 2) printf("trap %ld\n", result->value);
      else if (result->state == 3) printf("not installed\n");
      else printf(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? "killed\n" : "status %d\n", status);
    }
    free(filter);
    free(probes);
  }
  return 0;
}
