// Runs routines of aarch64.S and exits with the number of the first check that fails, or with 0.
// Under qemu-user: seccomp is not emulated there, so `listen` is only seen to fail as it should.
        .include "aarch64.S"

        .equ    GETPID, 172
        .equ    CLOSE, 57
        .equ    WAIT4, 260
        .equ    EBADF, 9
        .equ    SIGCHLD, 17

        .globl  _start
_start: mov     x0, #GETPID                     // 1: call returns what the kernel returns
        bl      call
        cmp     x0, #0
        mov     x19, #1
        b.le    failed
        mov     x28, x0

        mov     x0, #CLOSE                      // 2: an error is negative
        mov     x1, #-1
        bl      call
        mov     x19, #2
        cmn     x0, #EBADF
        b.ne    failed

        adr     x0, good                        // 3: walk goes on after a step that may fail
        bl      walk
        mov     x19, #3
        cbnz    x0, failed
        adr     x1, good
        ldr     x2, [x1, #56]
        cmn     x2, #EBADF
        b.ne    failed
        mov     x19, #4                         // 4: and notes the results
        ldr     x2, [x1, #64 + 56]
        cmp     x2, x28
        b.ne    failed

        adr     x0, bad                         // 5: it ends at one that must not
        bl      walk
        mov     x19, #5
        cmn     x0, #EBADF
        b.ne    failed
        mov     x19, #6
        adr     x1, bad
        ldr     x2, [x1, #64 + 56]
        cbnz    x2, failed

        mov     x20, #20                        // 7: spawn keeps what its caller relies on
        mov     x0, #SIGCHLD
        adr     x1, stack
        mov     x2, #0
        adr     x3, walk
        adr     x4, leave
        adr     x5, none
        adr     x6, none
        bl      spawn
        mov     x19, #7
        cmp     x20, #20
        b.ne    failed
        mov     x19, #8                         // 8: the child walked its table: it exits with 42
        cmp     x0, #0
        b.le    failed
        mov     x1, x0
        mov     x0, #WAIT4
        adr     x2, status
        mov     x3, #0
        mov     x4, #0
        bl      call
        adr     x2, status
        ldr     w2, [x2]
        mov     w3, #42 << 8
        cmp     w2, w3
        b.ne    failed

        mov     x0, #-1                         // 9: listen returns the error of ioctl
        adr     x1, status
        adr     x2, status
        adr     x3, status
        mov     x4, #0
        mov     x5, #0
        bl      listen
        mov     x19, #9
        tbz     x0, #63, failed
        mov     x19, #0
failed: mov     x8, #EXIT
        mov     x0, x19
        svc     #0

        .balign 64
good:   .quad   CLOSE, -1, 0, 0, 0, 0, 0, 0
        .quad   GETPID, 0, 0, 0, 0, 0, 0, 0
none:   .quad   -1, 0, 0, 0, 0, 0, 0, 0
bad:    .quad   CLOSE + (1 << 32), -1, 0, 0, 0, 0, 0, 0
        .quad   GETPID, 0, 0, 0, 0, 0, 0, 0
        .quad   -1, 0, 0, 0, 0, 0, 0, 0
leave:  .quad   EXIT, 42, 0, 0, 0, 0, 0, 0
        .quad   -1, 0, 0, 0, 0, 0, 0, 0
        .balign 64
status: .skip   256
        .skip   4096
stack:
