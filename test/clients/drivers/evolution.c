/* evolution ADDRESS: lets Evolution's library look up an account. Prints one line for each kind of
   server that it found: kind, host, port, security, login name, authentication. */
#include <mail/e-mail-autoconfig.h>
#include <stdio.h>

typedef gboolean (*SetDetails)(EMailAutoconfig*, ESource*);

static const char* or_none(const char* text) {
  return text && *text ? text : "none";
}

static void print(EMailAutoconfig* found, const char* kind, const char* backend,
                  const char* extension_name, SetDetails set_details) {
  ESource* source = e_source_new(NULL, NULL, NULL);
  ESourceBackend* extension = e_source_get_extension(source, extension_name);
  e_source_backend_set_backend_name(extension, backend);
  if (set_details(found, source)) {
    ESourceCamel* camel =
        e_source_get_extension(source, e_source_camel_get_extension_name(backend));
    CamelNetworkSettings* settings = CAMEL_NETWORK_SETTINGS(e_source_camel_get_settings(camel));
    GEnumClass* methods = g_type_class_ref(CAMEL_TYPE_NETWORK_SECURITY_METHOD);
    const GEnumValue* security =
        g_enum_get_value(methods, (int)camel_network_settings_get_security_method(settings));
    printf("%s %s %u %s %s %s\n", kind, or_none(camel_network_settings_get_host(settings)),
           (unsigned)camel_network_settings_get_port(settings), security->value_nick,
           or_none(camel_network_settings_get_user(settings)),
           or_none(camel_network_settings_get_auth_mechanism(settings)));
    g_type_class_unref(methods);
  }
  g_object_unref(source);
}

int main(int argc, char** argv) {
  GError* error = NULL;
  if (argc != 2) return 64;
  ESourceRegistry* registry = e_source_registry_new_sync(NULL, &error);
  EMailAutoconfig* found =
      registry ? e_mail_autoconfig_new_sync(registry, argv[1], NULL, NULL, &error) : NULL;
  if (!found) {
    printf("nothing: %s\n", error ? error->message : "no reason");
    return registry ? 0 : 1;
  }
  print(found, "imap", "imapx", E_SOURCE_EXTENSION_MAIL_ACCOUNT,
        e_mail_autoconfig_set_imap_details);
  print(found, "pop3", "pop", E_SOURCE_EXTENSION_MAIL_ACCOUNT, e_mail_autoconfig_set_pop3_details);
  print(found, "smtp", "smtp", E_SOURCE_EXTENSION_MAIL_TRANSPORT,
        e_mail_autoconfig_set_smtp_details);
  return 0;
}
