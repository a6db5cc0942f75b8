/* A plug-in of QEMU's user emulation that counts the instructions of an arm64 program, and of them the dot products.
 *
 * The program tells where a section of it begins by umask(022 | (MARK | section) << 9): the kernel looks at the lowest
 * nine bits alone, so the call does nothing else. Each mark writes a line: section, instructions and dot products so
 * far. Load it with `-plugin count.so,out=FILE`. The declarations are those of QEMU's plug-in interface, version 1,
 * whose header Debian does not ship.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define VISIBLE __attribute__((visibility("default")))
#define UMASK 166
#define MARK 0x2a5000
#define SECTIONS 0xfff
#define ADD 0

struct qemu_plugin_tb;
struct qemu_plugin_insn;
typedef void (*translated)(uint64_t, struct qemu_plugin_tb *);
typedef void (*called)(uint64_t, unsigned, int64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                       uint64_t);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t, translated);
void qemu_plugin_register_vcpu_syscall_cb(uint64_t, called);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, int, void *, uint64_t);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);

VISIBLE int qemu_plugin_version = 1;
static uint64_t all, dots;
static FILE *out;

/* SDOT, UDOT and USDOT, of vectors and by element. */
static int is_dot(uint32_t word)
{
    uint32_t by_vector = word & 0xbfe0fc00, by_element = word & 0xbfc0f400;
    return by_vector == 0x0e809400 || by_vector == 0x2e809400 || by_vector == 0x0e809c00 || by_element == 0x0f80e000 ||
           by_element == 0x2f80e000 || by_element == 0x0f80f000;
}

static void on_translation(uint64_t id, struct qemu_plugin_tb *block)
{
    size_t length = qemu_plugin_tb_n_insns(block), found = 0;
    (void)id;
    for (size_t at = 0; at < length; at++) {
        uint32_t word;
        memcpy(&word, qemu_plugin_insn_data(qemu_plugin_tb_get_insn(block, at)), sizeof word);
        found += is_dot(word);
    }
    qemu_plugin_register_vcpu_tb_exec_inline(block, ADD, &all, length);
    if (found)
        qemu_plugin_register_vcpu_tb_exec_inline(block, ADD, &dots, found);
}

static void on_call(uint64_t id, unsigned cpu, int64_t number, uint64_t mask, uint64_t b, uint64_t c, uint64_t d,
                    uint64_t e, uint64_t f, uint64_t g, uint64_t h)
{
    uint64_t code = mask >> 9;
    (void)id, (void)cpu, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
    if (number != UMASK || (code & ~(uint64_t)SECTIONS) != MARK)
        return;
    fprintf(out, "%u %llu %llu\n", (unsigned)(code & SECTIONS), (unsigned long long)all, (unsigned long long)dots);
    fflush(out);
}

VISIBLE int qemu_plugin_install(uint64_t id, const void *info, int count, char **given)
{
    (void)info;
    if (count != 1 || strncmp(given[0], "out=", 4) || !(out = fopen(given[0] + 4, "w")))
        return 1;
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_vcpu_syscall_cb(id, on_call);
    return 0;
}
