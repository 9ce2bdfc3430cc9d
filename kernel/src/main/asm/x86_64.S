# The machine code that callgate.kernel.MachineCode maps: what must run where no Java can.
# Position-independent; entered as C functions of up to seven longs (System V ABI).
# Starts with the offsets of its routines. `assemble.sh x86_64` prints it as MachineCode has it.
        .intel_syntax noprefix
        .text
start:  .long   call - start, walk - start, spawn - start, listen - start
        .long   guard - start, forward - start, note - start, restore - start

        .equ    DATA, start + 4096              # the data page: int process; int signalled; int early;
        .equ    EXIT, 60
        .equ    IOCTL, 16
        .equ    KILL, 62
        .equ    CLONE, 56
        .equ    PPOLL, 271
        .equ    RT_SIGRETURN, 15
        .equ    SIGKILL, 9
        .equ    POLLIN, 1
        .equ    ENOENT, 2
        .equ    NOTIF_RECV, 0xc0502100
        .equ    NOTIF_SEND, 0xc0182101
        .equ    NOTIF_ID_VALID, 0x40082102

# call(number, a0 .. a5): one system call; its result, negative when it failed.
        .balign 16
call:   mov     rax, rdi
        mov     rdi, rsi
        mov     rsi, rdx
        mov     rdx, rcx
        mov     r10, r8
        mov     r8, r9
        mov     r9, [rsp + 8]
        syscall
        ret

# walk(steps): makes the system calls of a table, in order. A step is eight longs:
# number, with flags in its upper half; six arguments; room for the result.
# Number -1 ends the table. Returns 0, or the result of a step that must succeed and did not.
        .balign 16
walk:   push    rbx
        mov     rbx, rdi
0:      mov     eax, [rbx]
        cmp     eax, -1
        je      2f
        mov     rdi, [rbx + 8]
        mov     rsi, [rbx + 16]
        mov     rdx, [rbx + 24]
        mov     r10, [rbx + 32]
        mov     r8, [rbx + 40]
        mov     r9, [rbx + 48]
        syscall
        mov     [rbx + 56], rax
        test    rax, rax
        jns     1f
        test    byte ptr [rbx + 4], 2           # flag 2: stay here when it fails
        jnz     3f
        test    byte ptr [rbx + 4], 1           # flag 1: it must succeed
        jnz     4f
1:      add     rbx, 64
        jmp     0b
2:      xor     eax, eax
        jmp     4f
3:      pause
        jmp     3b
4:      pop     rbx
        ret

# spawn(flags, stack, pidfd, routine, argument, before, after): walks the table `before`; clone(2);
# the child calls routine(argument) on its stack and exits with 127; the parent walks `after` and
# returns what clone returned. Nothing of Java's runs between the two tables.
        .balign 16
spawn:  push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        mov     rbx, rdi
        mov     rbp, rsi
        mov     r12, rdx
        mov     r13, rcx
        mov     r14, r8
        mov     rdi, r9
        call    walk
        mov     eax, CLONE
        mov     rdi, rbx
        mov     rsi, rbp
        mov     rdx, r12
        xor     r10d, r10d
        xor     r8d, r8d
        syscall
        test    rax, rax
        jz      1f
        mov     rbx, rax
        mov     rdi, [rsp + 48]
        call    walk
        mov     rax, rbx
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret
1:      mov     rdi, r14
        call    r13
        mov     eax, EXIT
        mov     edi, 127
        syscall
        hlt

# receive: rbx = listener, rbp = struct seccomp_notif. Result as of ioctl(2).
        .balign 16
receive:
        pxor    xmm0, xmm0
        movups  [rbp], xmm0
        movups  [rbp + 16], xmm0
        movups  [rbp + 32], xmm0
        movups  [rbp + 48], xmm0
        movups  [rbp + 64], xmm0
        mov     eax, IOCTL
        mov     edi, ebx
        mov     esi, NOTIF_RECV
        mov     rdx, rbp
        syscall
        test    rax, rax
        ret

# await: r15 = struct pollfd. Waits for an event; zero flag set when it is not input, but the end.
        .balign 16
await:  mov     eax, PPOLL
        mov     rdi, r15
        mov     esi, 1
        xor     edx, edx
        xor     r10d, r10d
        syscall
        test    rax, rax
        js      1f
        mov     rax, -ENOENT
        test    byte ptr [r15 + 6], POLLIN
1:      ret

# listen(listener, request, response, slots, arches, poll): answers notifications with `response`
# as long as their slot says that they are known (sign bit set), counting them there. Returns 0
# with a request that is not known, or the error of ioctl or ppoll. Slots are longs: 1024 for
# numbers of the arch in the low half of `arches`, 1024 for those with bit 30 set, and the
# same again for the arch in the high half. With a pollfd it polls first: kernels before 6.11
# do not wake a receiver when the last task is gone.
        .balign 16
listen: push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     rbx, rdi
        mov     rbp, rsi
        mov     r12, rdx
        mov     r13, rcx
        mov     r14, r8
        mov     r15, r9
0:      test    r15, r15
        jz      1f
        call    await
        js      4f
        jz      4f
1:      call    receive
        js      4f
        mov     ecx, [rbp + 16]                 # seccomp_data.nr
        mov     edx, ecx
        shr     edx, 30
        cmp     edx, 1
        ja      3f
        shl     edx, 10
        and     ecx, 0x3fffffff
        cmp     ecx, 1023
        ja      3f
        add     ecx, edx
        mov     eax, [rbp + 20]                 # seccomp_data.arch
        cmp     eax, r14d
        je      2f
        mov     rdx, r14
        shr     rdx, 32
        cmp     eax, edx
        jne     3f
        add     ecx, 2048
2:      mov     rax, [r13 + rcx * 8]
        test    rax, rax
        jns     3f
        inc     rax
        mov     [r13 + rcx * 8], rax
        mov     rax, [rbp]
        mov     [r12], rax
        mov     eax, IOCTL
        mov     edi, ebx
        mov     esi, NOTIF_SEND
        mov     rdx, r12
        syscall
        jmp     0b
3:      xor     eax, eax
4:      pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

# guard({steps, listener, request, poll}): walks the steps, which end when the supervisor is gone;
# then kills whoever waits for an answer: first the caller of the request that the supervisor
# received last, if it left that unanswered, then all that follow, until nobody can ask any more.
        .balign 16
guard:  mov     r12, rdi
        mov     rdi, [r12]
        call    walk
        mov     rbx, [r12 + 8]
        mov     rbp, [r12 + 16]
        mov     r15, [r12 + 24]
0:      mov     eax, IOCTL
        mov     edi, ebx
        mov     esi, NOTIF_ID_VALID
        mov     rdx, rbp
        syscall
        test    rax, rax
        js      1f
        mov     eax, KILL
        mov     edi, [rbp + 8]                  # seccomp_notif.pid
        mov     esi, SIGKILL
        syscall
1:      call    await
        js      2f
        jz      2f
        call    receive
        jmp     0b
2:      ret

# forward(signal): a signal handler that passes the signal on to the process of the data page, or
# keeps it there until there is one, and notes that it came. note(signal): only notes it. restore:
# where handlers return to.
        .balign 16
forward:
        mov     esi, edi
        mov     edi, [rip + DATA]
        test    edi, edi
        jz      0f
        mov     eax, KILL
        syscall
        jmp     note
0:      mov     [rip + DATA + 8], esi
note:   mov     dword ptr [rip + DATA + 4], 1
        ret
        .balign 16
restore:
        mov     eax, RT_SIGRETURN
        syscall
