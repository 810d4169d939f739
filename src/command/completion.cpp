// SPDX-License-Identifier: MIT
#include "command/completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace fingerpost {

namespace {

/** An option or a positional argument. */
struct Argument {
  /** `-c` and `--config`; empty for a positional argument. */
  std::vector<std::string> names;
  std::string help;
  /** The type of its value; empty for a flag. */
  std::string value;
  bool may_be_repeated;

  bool takes_file() const { return value == "FILE"; }
  bool takes_host() const { return value.starts_with("HOST"); }
  /** Returns the possible values, separated by spaces; empty if any value is possible. */
  std::string words() const {
    std::string words = value == to_lower(value) ? value : std::string();
    std::replace(words.begin(), words.end(), '|', ' ');
    return words;
  }
};

/** A subcommand with its arguments. The first one stands for the program itself: it has no name,
    and the arguments that are possible without a subcommand. */
struct Command {
  std::string name = {};
  std::string help = {};
  std::vector<Argument> arguments = {};

  /** Returns the options to offer: the long names. */
  std::vector<std::string> options() const {
    std::vector<std::string> options;
    for (const Argument& argument : arguments)
      if (!argument.names.empty()) options.push_back(argument.names.back());
    return options;
  }
  /** Returns the possible values of positional arguments, separated by spaces. */
  std::string words() const {
    std::string words;
    for (const Argument& argument : arguments)
      if (argument.names.empty()) words += argument.words();
    return words;
  }
  /** Returns whether a positional argument is a file. */
  bool takes_files() const {
    return std::any_of(arguments.begin(), arguments.end(), [](const Argument& argument) {
      return argument.names.empty() && argument.takes_file();
    });
  }
};

Argument argument_of(const CLI::Option& option) {
  const bool takes_value = option.get_items_expected_max() > 0;
  Argument argument{{}, option.get_description(), {}, option.get_items_expected_max() > 1};
  for (const std::string& name : option.get_snames()) argument.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) argument.names.push_back("--" + name);
  const std::string type = option.get_type_name();
  const bool is_choice = type.find('|') != type.npos;
  if (takes_value)
    argument.value = argument.names.empty() && !is_choice ? option.get_name(true) : type;
  return argument;
}

std::vector<Command> commands_of(const CLI::App& app) {
  std::vector<Command> commands(1);
  std::vector<Argument> shared;
  for (const CLI::Option* const option : app.get_options()) {
    if (option->get_group().empty()) continue;
    commands[0].arguments.push_back(argument_of(*option));
    if (option != app.get_help_ptr() && option != app.get_version_ptr())
      shared.push_back(argument_of(*option));
  }
  for (const CLI::App* const own : app.get_subcommands([](const CLI::App*) { return true; })) {
    Command command{own->get_name(), own->get_description()};
    for (const CLI::Option* const option : own->get_options())
      command.arguments.push_back(argument_of(*option));
    command.arguments.insert(command.arguments.end(), shared.begin(), shared.end());
    commands.push_back(std::move(command));
  }
  return commands;
}

/** Returns the text in single quotes; `quote` replaces each `'` in it. */
std::string quoted(std::string_view text, std::string_view quote) {
  std::string result = "'";
  for (const char& c : text) result += c == '\'' ? quote : std::string_view(&c, 1);
  return result + "'";
}

/** Returns the text with a backslash before each of the characters. */
std::string escaped(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) != characters.npos) result += '\\';
    result += c;
  }
  return result;
}

std::string bash_value(const Argument& argument) {
  const std::string words = argument.words();
  const std::string offer = argument.takes_file()   ? " offer=(-f)"
                            : argument.takes_host() ? " offer=(-A hostname)"
                            : words.empty()         ? ""
                                                    : fmt::format(" offer=(-W '{}')", words);
  return fmt::format("        {}){} ;;\n", fmt::join(argument.names, " | "), offer);
}

std::string for_bash(const std::vector<Command>& commands) {
  std::string skipped;
  for (const Argument& argument : commands[0].arguments)
    if (!argument.value.empty())
      skipped += fmt::format("            {}) ((++i)) ;;\n", fmt::join(argument.names, " | "));
  std::string values;
  std::string arms;
  std::vector<std::string> first_words = commands[0].options();
  for (const Command& command : commands) {
    if (!command.name.empty()) first_words.push_back(command.name);
    for (const Argument& argument : command.arguments) {
      if (argument.names.empty() || argument.value.empty()) continue;
      // An option has the same values in all subcommands that have it.
      const std::string arm = bash_value(argument);
      if (values.find(arm) == values.npos) values += arm;
    }
    if (!command.name.empty())
      arms += fmt::format("                {}) offer=(-W '{} {}'){} ;;\n", command.name,
                          fmt::join(command.options(), " "), command.words(),
                          command.takes_files() ? "; [[ $current == -* ]] || offer=(-f)" : "");
  }
  return fmt::format(
      R"(# bash completion for fingerpost, as `fingerpost --completion bash` prints it

_fingerpost() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}}
    local subcommand= offer=() i
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
{}            -*) ;;
            *) subcommand=${{COMP_WORDS[i]}}; break ;;
        esac
    done
    case $previous in
{}        *)
            case $subcommand in
                '') offer=(-W '{}') ;;
{}            esac
            ;;
    esac
    [[ ${{offer[0]}} == -f ]] && compopt -o filenames
    COMPREPLY=()
    mapfile -t COMPREPLY < <(compgen "${{offer[@]}}" -- "$current")
}}

complete -F _fingerpost fingerpost
)",
      skipped, values, fmt::join(first_words, " "), arms);
}

std::string zsh_value(const Argument& argument) {
  if (argument.value.empty()) return {};
  const std::string words = argument.words();
  if (!words.empty()) return fmt::format(":word:({})", words);
  return fmt::format(":{}:{}", escaped(to_lower(argument.value), ":[]"),
                     argument.takes_file()   ? "_files"
                     : argument.takes_host() ? "_hosts"
                                             : "");
}

/** Returns the argument in the form of zsh's _arguments: `'(-c
    --config)'{-c,--config}'[help]:file:_files'`. */
std::string zsh_argument(const Argument& argument) {
  const std::string repeat = argument.may_be_repeated ? "*" : "";
  const std::string value = zsh_value(argument);
  if (argument.names.empty()) return quoted((repeat.empty() ? "1" : repeat) + value, "'\\''");
  const std::string help = "[" + escaped(argument.help, "[]\\") + "]" + value;
  if (argument.names.size() == 1) return quoted(repeat + argument.names[0] + help, "'\\''");
  return fmt::format("'({})'{{{}}}{}", fmt::join(argument.names, " "),
                     fmt::join(argument.names, ","), quoted(help, "'\\''"));
}

std::string zsh_arguments(const Command& command, std::string_view indent) {
  std::string text;
  for (const Argument& argument : command.arguments)
    text += fmt::format(" \\\n{}    {}", indent, zsh_argument(argument));
  return text;
}

std::string for_zsh(const std::vector<Command>& commands) {
  std::string described;
  std::string arms;
  for (const Command& command : commands) {
    if (command.name.empty()) continue;
    described +=
        fmt::format("            {}\n", quoted(command.name + ":" + command.help, "'\\''"));
    arms += fmt::format("            {}) _arguments{} ;;\n", command.name,
                        zsh_arguments(command, "                "));
  }
  return fmt::format(R"(#compdef fingerpost
# zsh completion for fingerpost, as `fingerpost --completion zsh` prints it

local curcontext=$curcontext state line
local -A opt_args

_arguments -C{} \
    '1:subcommand:->subcommand' '*::argument:->argument'

case $state in
    subcommand)
        local -a subcommands=(
{}        )
        _describe -t subcommands subcommand subcommands
        ;;
    argument)
        case $line[1] in
{}        esac
        ;;
esac
)",
                     zsh_arguments(commands[0], ""), described, arms);
}

/** Returns the options of `complete` for an argument: `-s c -l config -r -F -d 'help'`. */
std::string fish_argument(const Argument& argument) {
  std::string text;
  for (const std::string& name : argument.names)
    text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  const std::string words = argument.takes_host() ? "(__fish_print_hostnames)" : argument.words();
  if (argument.takes_file())
    text += " -r -F";
  else if (!words.empty())
    text += " -x -a " + quoted(words, "\\'");
  else if (!argument.value.empty())
    text += " -x";
  return text + " -d " + quoted(escaped(argument.help, "\\"), "\\'");
}

std::string for_fish(const std::vector<Command>& commands) {
  std::string text =
      "# fish completion for fingerpost, as `fingerpost --completion fish` prints it\n\n"
      "complete -c fingerpost -f\n";
  for (const Command& command : commands) {
    const std::string line = "complete -c fingerpost -n __fish_use_subcommand";
    const std::string own =
        fmt::format("complete -c fingerpost -n {}",
                    command.name.empty() ? "__fish_use_subcommand"
                                         : "'__fish_seen_subcommand_from " + command.name + "'");
    if (!command.name.empty())
      text += fmt::format("{} -a {} -d {}\n", line, command.name,
                          quoted(escaped(command.help, "\\"), "\\'"));
    for (const Argument& argument : command.arguments)
      if (!argument.names.empty()) text += own + fish_argument(argument) + "\n";
    if (command.takes_files()) text += own + " -F\n";
    if (const auto words = command.words(); !words.empty())
      text += own + " -a " + quoted(words, "\\'") + "\n";
  }
  return text;
}

}  // namespace

std::string completion(const CLI::App& app, Shell shell) {
  const std::vector<Command> commands = commands_of(app);
  switch (shell) {
    case Shell::bash:
      return for_bash(commands);
    case Shell::zsh:
      return for_zsh(commands);
    case Shell::fish:
      return for_fish(commands);
  }
  return {};
}

}  // namespace fingerpost
