/*
 * What system calls cost under filters, in nanoseconds: time ROUNDS NAME=FILE...
 *
 * FILE is a raw filter; NAME= alone is no filter. In each round every filter gets a child that
 * makes each kind of call in chunks; filters take turns, forward and backward, so that whatever
 * else the machine does hits all alike. Prints the median and the minimum of the chunks.
 */
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

#define CHUNKS 40
#define CALLS_A_CHUNK 2000
#define MOST_FILTERS 16
#define MOST_ROUNDS 100

static const struct kind {
	const char *name;
	long number, argument;
} kinds[] = {
	{"allowed (getppid)", SYS_getppid, 0},
	{"argument-checked (personality)", SYS_personality, 0xffffffff},
	{"denied by argument", SYS_personality, 0x1234},
	{"denied (umount2)", SYS_umount2, 0},
};
#define KINDS (sizeof kinds / sizeof *kinds)

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *left, const void *right)
{
	double difference = *(const double *)left - *(const double *)right;
	return difference < 0 ? -1 : difference > 0;
}

static void make(long number, long argument)
{
	for (int i = 0; i < CALLS_A_CHUNK; i++)
		syscall(number, argument, 0, 0);
}

static void install(const char *file)
{
	static struct sock_filter code[BPF_MAXINSNS];
	FILE *stream = fopen(file, "rb");
	if (stream == NULL) {
		perror(file);
		_exit(1);
	}
	struct sock_fprog program = {fread(code, sizeof *code, BPF_MAXINSNS, stream), code};
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program)) {
		perror("seccomp");
		_exit(1);
	}
}

static void measure(const char *file, double *medians)
{
	int ends[2];
	if (pipe(ends) != 0)
		exit(1);
	if (fork() == 0) {
		double chunks[CHUNKS], out[KINDS];
		if (*file)
			install(file);
		for (unsigned k = 0; k < KINDS; k++) {
			make(kinds[k].number, kinds[k].argument);
			for (int c = 0; c < CHUNKS; c++) {
				double start = now();
				make(kinds[k].number, kinds[k].argument);
				chunks[c] = (now() - start) / CALLS_A_CHUNK;
			}
			qsort(chunks, CHUNKS, sizeof *chunks, ascending);
			out[k] = chunks[CHUNKS / 2];
		}
		_exit(write(ends[1], out, sizeof out) != sizeof out);
	}
	close(ends[1]);
	if (read(ends[0], medians, KINDS * sizeof *medians) != (ssize_t)(KINDS * sizeof *medians))
		exit(1);
	close(ends[0]);
	wait(NULL);
}

int main(int argc, char **argv)
{
	static double times[MOST_FILTERS][KINDS][MOST_ROUNDS];
	int rounds = argc > 1 ? atoi(argv[1]) : 0, filters = argc - 2;
	if (rounds < 1 || rounds > MOST_ROUNDS || filters < 1 || filters > MOST_FILTERS)
		return 2;
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < filters; i++) {
			int filter = round % 2 ? filters - 1 - i : i;
			double medians[KINDS];
			measure(strchr(argv[2 + filter], '=') + 1, medians);
			for (unsigned k = 0; k < KINDS; k++)
				times[filter][k][round] = medians[k];
		}
	printf("%-28s", "ns a call: median / minimum");
	for (unsigned k = 0; k < KINDS; k++)
		printf("  %30s", kinds[k].name);
	puts("");
	for (int filter = 0; filter < filters; filter++) {
		printf("%-28.*s", (int)strcspn(argv[2 + filter], "="), argv[2 + filter]);
		for (unsigned k = 0; k < KINDS; k++) {
			qsort(times[filter][k], rounds, sizeof(double), ascending);
			printf("  %20.1f / %7.1f", times[filter][k][rounds / 2], times[filter][k][0]);
		}
		puts("");
	}
	return 0;
}
