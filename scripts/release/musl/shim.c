/*
 * What Debian's libstdc++ and libgcc_s ask of glibc and musl does not have, so that they serve a musl executable in a
 * smoke test on a machine without Alpine. Not shipped. Named ld-linux-x86-64.so.2, the one library of glibc that musl's
 * loader does not answer for itself.
 */
/* No headers, so that a cross compiler needs none. */
typedef unsigned long size_t;
size_t strftime(char *, size_t, const char *, const void *);
long random(void);

char __libc_single_threaded = 0;

int __cxa_thread_atexit_impl(void (*destroy)(void *), void *object, void *library) {
  (void)destroy, (void)object, (void)library; /* the process ends before its threads do */
  return 0;
}

size_t __strftime_l(char *to, size_t size, const char *format, const void *time, void *locale) {
  (void)locale;
  return strftime(to, size, format, time);
}

unsigned arc4random(void) { return (unsigned)random(); }

/* libgcc then walks the loaded libraries itself. */
int _dl_find_object(void *address, void *result) {
  (void)address, (void)result;
  return -1;
}

#ifdef __aarch64__
unsigned long getauxval(unsigned long type);
unsigned long __getauxval(unsigned long type) { return getauxval(type); }
#endif

#ifdef __x86_64__
/* Asked for by libgcc_s of itself, under a version that musl does not look at. Read by nothing here. */
unsigned __cpu_model[4];
int __cpu_indicator_init(void) { return 0; }
#endif
