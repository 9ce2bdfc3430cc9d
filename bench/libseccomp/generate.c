/*
 * What libseccomp makes of a policy, and how long it and the kernel take.
 *
 *   generate OPTIMIZE FILE < RULES     compiles (1: a list, 2: a tree) and writes the filter
 *   generate load FILE                 only loads a filter
 *
 * RULES has lines of words: `default ACTION`, then `arch NAME`..., then
 * `rule ACTION CALL [ARGUMENT OP VALUE MASK]...`, with numbers in hexadecimal.
 * Prints microseconds: of building, of generating, and the medians of building with generating and
 * of seccomp(2).
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 101
#define MAX_LINES 10000

static char *lines[MAX_LINES];
static int line_count;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static void fail(const char *what)
{
	perror(what);
	exit(1);
}

static int ascending(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;
	return difference < 0 ? -1 : difference > 0;
}

static double median(double *values, int count)
{
	qsort(values, count, sizeof *values, ascending);
	return values[count / 2];
}

static enum scmp_compare operator(const char *name)
{
	static const char *names[] = {"", "!=", "<", "<=", "==", ">=", ">", "&=="};
	for (int i = 1; i < 8; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	fail(name);
	return 0;
}

static void rule(scmp_filter_ctx filter, char **rest)
{
	unsigned action = strtoul(strtok_r(NULL, " ", rest), NULL, 16);
	int call = seccomp_syscall_resolve_name(strtok_r(NULL, " ", rest));
	struct scmp_arg_cmp tests[6];
	int count = 0;
	char *word;
	while ((word = strtok_r(NULL, " ", rest)) != NULL) {
		unsigned argument = strtoul(word, NULL, 16);
		enum scmp_compare op = operator(strtok_r(NULL, " ", rest));
		unsigned long long value = strtoull(strtok_r(NULL, " ", rest), NULL, 16);
		unsigned long long mask = strtoull(strtok_r(NULL, " ", rest), NULL, 16);
		tests[count++] = op == SCMP_CMP_MASKED_EQ
			? SCMP_CMP64(argument, op, mask, value) : SCMP_CMP64(argument, op, value);
	}
	/* A call that it doesn't know or an ABI that lacks it is not its fault. */
	if (call != __NR_SCMP_ERROR)
		seccomp_rule_add_array(filter, action, call, count, tests);
}

static scmp_filter_ctx build(int optimize)
{
	scmp_filter_ctx filter = NULL;
	for (int i = 0; i < line_count; i++) {
		char *line = strdup(lines[i]), *rest;
		char *kind = strtok_r(line, " ", &rest);
		if (strcmp(kind, "default") == 0) {
			filter = seccomp_init(strtoul(strtok_r(NULL, " ", &rest), NULL, 16));
			seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, optimize);
			seccomp_arch_remove(filter, SCMP_ARCH_NATIVE);
		} else if (strcmp(kind, "arch") == 0) {
			char *name = strtok_r(NULL, " ", &rest);
			if (seccomp_arch_add(filter, seccomp_arch_resolve_name(name)) != 0)
				fail(name);
		} else {
			rule(filter, &rest);
		}
		free(line);
	}
	return filter;
}

/* Loads a filter in children; the median. */
static double load(const char *file)
{
	static struct sock_filter code[BPF_MAXINSNS];
	double times[ROUNDS];
	int fd = open(file, O_RDONLY);
	ssize_t size = read(fd, code, sizeof code);
	if (size <= 0)
		fail(file);
	close(fd);
	struct sock_fprog program = {size / sizeof *code, code};
	/* A child can't tell in any other way: the filter may deny every call. */
	double *told = mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		-1, 0);
	for (int i = 0; i < ROUNDS; i++) {
		if (fork() == 0) {
			prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
			double start = now();
			long status = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
			*told = status == 0 ? now() - start : -1;
			_exit(0);
		}
		wait(NULL);
		if (*told < 0)
			fail("seccomp");
		times[i] = *told;
	}
	return median(times, ROUNDS);
}

int main(int argc, char **argv)
{
	if (argc != 3)
		return 2;
	if (strcmp(argv[1], "load") == 0) {
		printf("0 0 0 %.1f\n", load(argv[2]));
		return 0;
	}

	static char line[1 << 16];
	while (fgets(line, sizeof line, stdin) != NULL && line_count < MAX_LINES) {
		line[strcspn(line, "\n")] = 0;
		lines[line_count++] = strdup(line);
	}
	int nowhere = open("/dev/null", O_WRONLY);
	double building[ROUNDS], generating[ROUNDS], both[ROUNDS];
	for (int i = 0; i < ROUNDS / 5; i++) {
		double start = now();
		scmp_filter_ctx filter = build(atoi(argv[1]));
		double built = now();
		if (seccomp_export_bpf(filter, nowhere) != 0)
			fail("seccomp_export_bpf");
		double end = now();
		if (i == 0)
			seccomp_export_bpf(filter, open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0644));
		seccomp_release(filter);
		building[i] = built - start;
		generating[i] = end - built;
		both[i] = end - start;
	}
	printf("%.1f %.1f %.1f %.1f\n", median(building, ROUNDS / 5), median(generating, ROUNDS / 5),
		median(both, ROUNDS / 5), load(argv[2]));
	return 0;
}
