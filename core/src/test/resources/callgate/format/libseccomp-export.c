#define _GNU_SOURCE
/*
 * Makes filters with libseccomp as container runtimes do. Reads profiles from standard input:
 *
 *   default RETURN_VALUE
 *   arch NAME
 *   rule NAME RETURN_VALUE COUNT [INDEX OP VALUE VALUE_TWO]...
 *   end
 *
 * and writes for each the filter, and the tree that libseccomp made it of as pseudo code: each as
 * its length in bytes, in the machine's byte order, and the bytes. Where libseccomp refuses a rule
 * the first length is 0 - errno and nothing follows.
 */
#include <errno.h>
#include <inttypes.h>
#include <seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int add(scmp_filter_ctx context, const char *name, uint32_t action, unsigned count,
               struct scmp_arg_cmp *tests)
{
    int number = seccomp_syscall_resolve_name(name);
    if (number == __NR_SCMP_ERROR)
        return 0;
    unsigned seen[6] = {0}, twice = 0;
    for (unsigned i = 0; i < count; i++)
        twice |= seen[tests[i].arg]++;
    if (!twice)
        return seccomp_rule_add_array(context, action, number, count, tests);
    for (unsigned i = 0; i < count; i++) {
        int result = seccomp_rule_add_array(context, action, number, 1, &tests[i]);
        if (result < 0)
            return result;
    }
    return 0;
}

static int show(scmp_filter_ctx context, int (*export)(const scmp_filter_ctx, int))
{
    int file = memfd_create("output", 0);
    if (export(context, file) < 0)
        return 1;
    int32_t length = lseek(file, 0, SEEK_END);
    char *bytes = malloc(length);
    if (pread(file, bytes, length, 0) != length)
        return 1;
    fwrite(&length, sizeof length, 1, stdout);
    fwrite(bytes, length, 1, stdout);
    free(bytes);
    close(file);
    return 0;
}

int main(void)
{
    char word[64], name[64];
    scmp_filter_ctx context = NULL;
    uint32_t standard = 0;
    int32_t failed = 0;
    while (scanf("%63s", word) == 1) {
        if (!strcmp(word, "default")) {
            if (scanf("%" SCNu32, &standard) != 1)
                return 1;
            context = seccomp_init(standard);
            failed = 0;
        } else if (!strcmp(word, "arch")) {
            if (scanf("%63s", name) != 1)
                return 1;
            int result = seccomp_arch_add(context, seccomp_arch_resolve_name(name));
            if (result < 0 && result != -EEXIST)
                return 2;
        } else if (!strcmp(word, "rule")) {
            uint32_t action;
            unsigned count;
            struct scmp_arg_cmp tests[8];
            if (scanf("%63s %" SCNu32 " %u", name, &action, &count) != 3 || count > 8)
                return 1;
            for (unsigned i = 0; i < count; i++) {
                int op;
                if (scanf("%u %d %" SCNu64 " %" SCNu64, &tests[i].arg, &op, &tests[i].datum_a,
                          &tests[i].datum_b) != 4)
                    return 1;
                tests[i].op = op;
            }
            if (action != standard && !failed)
                failed = add(context, name, action, count, tests);
        } else {
            if (failed)
                fwrite(&failed, sizeof failed, 1, stdout);
            else if (show(context, seccomp_export_bpf) || show(context, seccomp_export_pfc))
                return 3;
            seccomp_release(context);
            fflush(stdout);
        }
    }
    return 0;
}
