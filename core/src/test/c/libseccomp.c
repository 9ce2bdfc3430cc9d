/*
 * Makes filters with libseccomp. Reads lines of words, numbers in hexadecimal:
 *
 *   filter DEFAULT BADARCH OPTIMIZE ARCH...     starts a filter
 *   rule ACTION CALL [ARGUMENT OP A B]...       adds a rule
 *   priority CALL PRIORITY                      says how important a call is
 *   tskip                                       lets rules be about number -1
 *   reset                                       takes all rules back
 *   merge                                       adds the filter to the one before
 *   export                                      ends the filter
 *
 * CALL is a name, or a number in decimal. OP is an enum scmp_compare; A and B are its data, a mask
 * and a value for masked equality. Prints a line for each filter: the bytes of the filter, and for
 * each rule what seccomp_rule_add_array returned; or "none" where that takes longer than a second.
 */
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_LINES 512
#define MAX_LENGTH 1024

static unsigned long long number(char **rest)
{
	char *word = strtok_r(NULL, " \n", rest);
	return word ? strtoull(word, NULL, 16) : 0;
}

static void settings(scmp_filter_ctx filter, char **rest)
{
	seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, number(rest));
	if (seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, number(rest)) != 0)
		exit(3);
	seccomp_arch_remove(filter, SCMP_ARCH_NATIVE);
	char *arch;
	while ((arch = strtok_r(NULL, " \n", rest)) != NULL)
		if (seccomp_arch_add(filter, seccomp_arch_resolve_name(arch)) != 0)
			exit(4);
}

static int call(char **rest)
{
	char *word = strtok_r(NULL, " \n", rest);
	char *end;
	long number = strtol(word, &end, 10);
	return *end == '\0' ? number : seccomp_syscall_resolve_name(word);
}

static int rule(scmp_filter_ctx filter, char **rest)
{
	unsigned action = number(rest);
	int about = call(rest);
	struct scmp_arg_cmp tests[6];
	int count = 0;
	char *word;
	while ((word = strtok_r(NULL, " \n", rest)) != NULL && count < 6) {
		tests[count].arg = strtoul(word, NULL, 16);
		tests[count].op = number(rest);
		tests[count].datum_a = number(rest);
		tests[count].datum_b = number(rest);
		count++;
	}
	return seccomp_rule_add_array(filter, action, about, count, tests);
}

static void export(scmp_filter_ctx filter)
{
	FILE *file = tmpfile();
	if (file == NULL || seccomp_export_bpf(filter, fileno(file)) != 0)
		exit(5);
	rewind(file);
	int byte;
	while ((byte = fgetc(file)) != EOF)
		printf("%02x", byte);
	fclose(file);
}

static void must(int result)
{
	if (result != 0)
		exit(6);
}

/* A process of its own for each filter: one that hangs or crashes takes only itself along. */
static void make(char lines[][MAX_LENGTH], int count)
{
	scmp_filter_ctx filter = NULL, before = NULL;
	unsigned usual = 0;
	char settled[MAX_LENGTH] = "";
	static int statuses[MAX_LINES];
	int rules = 0;
	alarm(1);
	for (int i = 0; i < count; i++) {
		char *rest;
		char *kind = strtok_r(lines[i], " \n", &rest);
		if (strcmp(kind, "rule") == 0) {
			statuses[rules++] = rule(filter, &rest);
		} else if (strcmp(kind, "priority") == 0) {
			int about = call(&rest);
			must(seccomp_syscall_priority(filter, about, number(&rest)));
		} else if (strcmp(kind, "tskip") == 0) {
			must(seccomp_attr_set(filter, SCMP_FLTATR_API_TSKIP, 1));
		} else if (strcmp(kind, "merge") == 0) {
			must(seccomp_merge(before, filter));
			filter = before;
		} else if (strcmp(kind, "reset") == 0) {
			char *again = strdup(settled);
			must(seccomp_reset(filter, usual));
			char *from = again;
			settings(filter, &from);
			free(again);
		} else {
			before = filter;
			usual = number(&rest);
			strcpy(settled, rest);
			filter = seccomp_init(usual);
			settings(filter, &rest);
		}
	}
	export(filter);
	for (int i = 0; i < rules; i++)
		printf(" %d", statuses[i]);
	printf("\n");
	fflush(stdout);
	_exit(0);
}

int main(void)
{
	static char lines[MAX_LINES][MAX_LENGTH];
	int count = 0;
	while (count < MAX_LINES && fgets(lines[count], MAX_LENGTH, stdin) != NULL) {
		if (strcmp(lines[count], "export\n") != 0) {
			count++;
			continue;
		}
		fflush(stdout);
		pid_t child = fork();
		if (child == 0)
			make(lines, count);
		int status;
		waitpid(child, &status, 0);
		if (WIFSIGNALED(status))
			printf("none\n");
		else if (status != 0)
			return WEXITSTATUS(status);
		count = 0;
	}
	return 0;
}
