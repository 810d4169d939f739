/* geary ADDRESS LIBRARY: lets Geary look up an account. Prints what it found. Debian has no headers of
   its library. */
#include <dlfcn.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>

static void* library;
static GMainLoop* loop;

static void* function(const char* name) {
  void* found = dlsym(library, name);
  if (!found) g_error("%s", dlerror());
  return found;
}

static void done(GObject* source, GAsyncResult* result, void* lookup) {
  (void)source;
  GError* error = NULL;
  void* (*finish)(void*, GAsyncResult*, GError**) =
      (void* (*)(void*, GAsyncResult*, GError**))function("accounts_auto_config_get_config_finish");
  void* found = finish(lookup, result, &error);
  if (!found) {
    printf("nothing: %s\n", error ? error->message : "no reason");
  } else {
    static const char* const kinds[] = {"imap", "smtp"};
    // Geary.TlsNegotiationMethod.
    static const char* const methods[] = {"none", "starttls", "tls"};
    for (int i = 0; i < 2; ++i) {
      char name[80];
      snprintf(name, sizeof name, "accounts_auto_config_values_get_%s_server", kinds[i]);
      const char* (*server)(void*) = (const char* (*)(void*))function(name);
      snprintf(name, sizeof name, "accounts_auto_config_values_get_%s_port", kinds[i]);
      const char* (*port)(void*) = (const char* (*)(void*))function(name);
      snprintf(name, sizeof name, "accounts_auto_config_values_get_%s_tls_method", kinds[i]);
      int (*tls)(void*) = (int (*)(void*))function(name);
      printf("%s %s %s %s\n", kinds[i], server(found), port(found), methods[tls(found) % 3]);
    }
  }
  g_main_loop_quit(loop);
}

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  library = dlopen(argv[2], RTLD_NOW | RTLD_GLOBAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  loop = g_main_loop_new(NULL, FALSE);
  void* (*make)(GCancellable*) = (void* (*)(GCancellable*))function("accounts_auto_config_new");
  void (*start)(void*, const char*, GAsyncReadyCallback, void*) = (void (*)(
      void*, const char*, GAsyncReadyCallback, void*))function("accounts_auto_config_get_config");
  void* lookup = make(g_cancellable_new());
  start(lookup, strchr(argv[1], '@') + 1, done, lookup);
  g_main_loop_run(loop);
  return 0;
}
