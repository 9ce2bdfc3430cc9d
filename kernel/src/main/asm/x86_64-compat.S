# The machine code that callgate.kernel.CompatCalls maps: calls on the ABI of 32-bit programs, made
# by a child that shares this process's memory. `assemble.sh x86_64-compat` prints it.
        .intel_syntax noprefix
        .text

# both(block): walks two tables of calls; the second one only when the first went to its end. The
# block is four longs: a routine as `walk` of x86_64.S, its table, another routine, its table.
both:   push    r12
        mov     r12, rdi
        mov     rdi, [r12 + 8]
        call    [r12]
        test    rax, rax
        jnz     0f
        mov     rdi, [r12 + 24]
        call    [r12 + 16]
0:      pop     r12
        ret

# narrow(steps): makes the 32-bit calls of a table, in order, whatever they return. Steps are as in
# x86_64.S.
        .balign 32                              # NARROW in CompatCalls
narrow: push    rbx
        push    rbp
        push    r12
        mov     r12, rdi
0:      mov     eax, [r12]
        cmp     eax, -1
        je      1f
        mov     ebx, [r12 + 8]
        mov     ecx, [r12 + 16]
        mov     edx, [r12 + 24]
        mov     esi, [r12 + 32]
        mov     edi, [r12 + 40]
        mov     ebp, [r12 + 48]
        int     0x80
        cdqe
        mov     [r12 + 56], rax
        add     r12, 64
        jmp     0b
1:      pop     r12
        pop     rbp
        pop     rbx
        ret
