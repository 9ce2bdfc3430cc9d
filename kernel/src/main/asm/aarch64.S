// The machine code that callgate.kernel.MachineCode maps: what must run where no Java can.
// Position-independent; entered as C functions of up to seven longs (AAPCS64).
// Starts with the offsets of its routines. `assemble.sh aarch64` prints it as MachineCode has it.
// What each routine does, and why, is said in x86_64.S; this is the same, line by line.
        .text
start:  .long   call - start, walk - start, spawn - start, listen - start
        .long   guard - start, forward - start, note - start, restore - start

        .equ    DATA, start + 4096              // the data page: int process; int signalled; int early;
        .equ    EXIT, 93
        .equ    IOCTL, 29
        .equ    KILL, 129
        .equ    CLONE, 220
        .equ    PPOLL, 73
        .equ    RT_SIGRETURN, 139
        .equ    SIGKILL, 9
        .equ    ENOENT, 2

// call(number, a0 .. a5)
        .balign 16
call:   mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        svc     #0
        ret

// walk(steps)
        .balign 16
walk:   mov     x9, x0
0:      ldr     w8, [x9]
        cmn     w8, #1
        b.eq    2f
        ldp     x0, x1, [x9, #8]
        ldp     x2, x3, [x9, #24]
        ldp     x4, x5, [x9, #40]
        svc     #0
        str     x0, [x9, #56]
        tbz     x0, #63, 1f
        ldr     w10, [x9, #4]
        tbnz    w10, #1, 3f
        tbnz    w10, #0, 4f
1:      add     x9, x9, #64
        b       0b
2:      mov     x0, #0
        ret
3:      yield
        b       3b
4:      ret

// spawn(flags, stack, pidfd, routine, argument, before, after)
        .balign 16
spawn:  stp     x29, x30, [sp, #-64]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x19, x0
        mov     x20, x1
        mov     x21, x2
        mov     x22, x3
        mov     x23, x4
        mov     x24, x6
        mov     x0, x5
        bl      walk
        mov     x8, #CLONE
        mov     x0, x19
        mov     x1, x20
        mov     x2, x21
        mov     x3, #0
        mov     x4, #0
        svc     #0
        cbz     x0, 1f
        mov     x19, x0
        mov     x0, x24
        bl      walk
        mov     x0, x19
        ldp     x23, x24, [sp, #48]
        ldp     x21, x22, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #64
        ret
1:      mov     x0, x23
        blr     x22
        mov     x8, #EXIT
        mov     x0, #127
        svc     #0
        udf     #0

// receive: x19 = listener, x20 = struct seccomp_notif
        .balign 16
receive:
        stp     xzr, xzr, [x20]
        stp     xzr, xzr, [x20, #16]
        stp     xzr, xzr, [x20, #32]
        stp     xzr, xzr, [x20, #48]
        stp     xzr, xzr, [x20, #64]
        mov     x8, #IOCTL
        mov     x0, x19
        movz    w1, #0x2100                     // NOTIF_RECV
        movk    w1, #0xc050, lsl #16
        mov     x2, x20
        svc     #0
        ret

// await: x24 = struct pollfd. x0 = 0 when there is input, else an error
        .balign 16
await:  mov     x8, #PPOLL
        mov     x0, x24
        mov     x1, #1
        mov     x2, #0
        mov     x3, #0
        svc     #0
        tbnz    x0, #63, 1f
        ldrh    w9, [x24, #6]
        mov     x0, #-ENOENT
        tbz     w9, #0, 1f                      // POLLIN
        mov     x0, #0
1:      ret

// listen(listener, request, response, slots, arches, poll)
        .balign 16
listen: stp     x29, x30, [sp, #-64]!
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x19, x0
        mov     x20, x1
        mov     x21, x2
        mov     x22, x3
        mov     x23, x4
        mov     x24, x5
0:      cbz     x24, 1f
        bl      await
        cbnz    x0, 4f
1:      bl      receive
        tbnz    x0, #63, 4f
        ldp     w9, w10, [x20, #16]             // seccomp_data.nr, .arch
        lsr     w11, w9, #30
        cmp     w11, #1
        b.hi    3f
        and     w9, w9, #0x3fffffff
        cmp     w9, #1023
        b.hi    3f
        add     w9, w9, w11, lsl #10
        cmp     w10, w23
        b.eq    2f
        lsr     x11, x23, #32
        cmp     w10, w11
        b.ne    3f
        add     w9, w9, #2048
2:      ldr     x11, [x22, w9, uxtw #3]
        tbz     x11, #63, 3f
        add     x11, x11, #1
        str     x11, [x22, w9, uxtw #3]
        ldr     x11, [x20]
        str     x11, [x21]
        mov     x8, #IOCTL
        mov     x0, x19
        movz    w1, #0x2101                     // NOTIF_SEND
        movk    w1, #0xc018, lsl #16
        mov     x2, x21
        svc     #0
        b       0b
3:      mov     x0, #0
4:      ldp     x23, x24, [sp, #48]
        ldp     x21, x22, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #64
        ret

// guard({steps, listener, request, poll})
        .balign 16
guard:  mov     x21, x0
        mov     x22, x30
        ldr     x0, [x21]
        bl      walk
        ldp     x19, x20, [x21, #8]
        ldr     x24, [x21, #24]
0:      mov     x8, #IOCTL
        mov     x0, x19
        movz    w1, #0x2102                     // NOTIF_ID_VALID
        movk    w1, #0x4008, lsl #16
        mov     x2, x20
        svc     #0
        tbnz    x0, #63, 1f
        mov     x8, #KILL
        ldr     w0, [x20, #8]                   // seccomp_notif.pid
        mov     x1, #SIGKILL
        svc     #0
1:      bl      await
        cbnz    x0, 2f
        bl      receive
        b       0b
2:      ret     x22

// forward(signal), note(signal), restore
        .balign 16
forward:
        mov     w1, w0
        adr     x9, DATA
        ldr     w0, [x9]
        cbz     w0, 0f
        mov     x8, #KILL
        svc     #0
        b       note
0:      str     w1, [x9, #8]
note:   adr     x9, DATA
        mov     w10, #1
        str     w10, [x9, #4]
        ret
        .balign 16
restore:
        mov     x8, #RT_SIGRETURN
        svc     #0
