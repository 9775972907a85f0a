/**
 * Completion for bash (3.2 and newer). Pure: commands in, a script out.
 *
 * What comes out of the vault is never given to `compgen -W` or `eval`, which would run what stands in it: it is read line
 * by line, quoted by `printf %q`, and compared in that form with what was typed. readline breaks words at some characters
 * (`@` and `:` among them) and replaces the last part alone, so that what stands before is cut off.
 */
import type { CompletedCommand, CompletedOption, Kind } from "./words.ts";

export function bashScript(
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): string {
  return `# bash completion for holt. To use it: source <(holt completion bash)
${ENGINE}
_holt_value() {
  case $1:$2 in
${commands.flatMap((command) => command.options.flatMap((option) => valueCase(command.name, option))).join("\n")}
  esac
}

_holt_takes() {
  case $1:$2 in
    ${taking(commands).join(" | ")}) return 0 ;;
  esac
  return 1
}

_holt_argument() {
  case $1:$2 in
${commands.flatMap(argumentCases).join("\n")}
  esac
}

_holt_options() {
  case $1 in
${commands.map(({ name, options }) => `    ${name}) _holt_words ${options.map(shown).join(" ")} ;;`).join("\n")}
    *) _holt_words ${[...globals, VERSION].map(shown).join(" ")} ;;
  esac
}

_holt_commands() {
  _holt_words ${commands.map(({ name }) => name).join(" ")}
}

complete -o default -F _holt holt
`;
}

const VERSION = { name: "version" };
const shown = ({ name }: Pick<CompletedOption, "name">): string => `--${name}`;

const valueCase = (command: string, { name, value }: CompletedOption): readonly string[] =>
  value === undefined ? [] : [`    ${command}:--${name}) ${act(value)} ;;`];

const taking = (commands: readonly CompletedCommand[]): readonly string[] =>
  commands.flatMap(({ name, options }) =>
    options.filter(({ value }) => value !== undefined).map((option) => `${name}:${shown(option)}`),
  );

const argumentCases = ({ name, arguments: places }: CompletedCommand): readonly string[] =>
  places.map((place, index) => `    ${name}:${index === places.length - 1 ? "*" : index}) ${act(place)} ;;`);

function act(kind: Kind): string {
  switch (kind.type) {
    case "none":
      return "_holt_nothing";
    case "file":
    case "folder":
      return "_holt_files";
    case "choice":
      return `_holt_words ${kind.words.join(" ")}`;
    default:
      return `_holt_asked ${kind.what}`;
  }
}

const ENGINE = `
# The words up to the cursor as they were typed, quotes and all; the last one is being typed.
_holt_split() {
  local line=$1 word= quote= at c
  _holt_typed=()
  for ((at = 0; at < \${#line}; at++)); do
    c=\${line:at:1}
    if [[ $c == \\\\ && $quote != "'" ]]; then
      word+=$c\${line:at+1:1}
      at=$((at + 1))
    elif [[ -n $quote ]]; then
      word+=$c
      [[ $c == "$quote" ]] && quote=
    elif [[ $c == "'" || $c == '"' ]]; then
      word+=$c
      quote=$c
    elif [[ $c == ' ' || $c == $'\\t' ]]; then
      [[ -n $word ]] && _holt_typed+=("$word")
      word=
    else
      word+=$c
    fi
  done
  _holt_typed+=("$word")
}

# One that may follow: compared, and given to readline, as it would be typed; inside quotes what they keep as it is.
_holt_offer() {
  local shown=$1 typed=$_holt_last
  case $typed in
    \\'*)
      [[ $shown == *"'"* ]] && return
      typed=\${typed:1}
      ;;
    \\"*)
      [[ $shown == *[\\"\\$\\\`\\\\!]* ]] && return
      typed=\${typed:1}
      ;;
    *) printf -v shown %q "$1" ;;
  esac
  [[ $shown == "$typed"* ]] && COMPREPLY+=("\${shown:_holt_cut}")
}

_holt_words() {
  local word
  for word in "$@"; do _holt_offer "$word"; done
}

_holt_asked() {
  local line
  while IFS= read -r line; do _holt_offer "\${line%%$'\\t'*}"; done < <(command holt completion "--$1" 2>/dev/null)
}

_holt_files() { compopt -o default 2>/dev/null; }
_holt_nothing() { :; }

_holt() {
  local _holt_typed _holt_last _holt_cut part=\${COMP_WORDS[COMP_CWORD]} restore
  local command= previous= place=0 index word
  COMPREPLY=()
  compopt +o default 2>/dev/null
  _holt_split "\${COMP_LINE:0:COMP_POINT}"
  _holt_last=\${_holt_typed[\${#_holt_typed[@]} - 1]}
  # readline keeps what stands before the part that it takes for the word.
  case $part in
    [=:@] | '') [[ -n $_holt_last ]] && part= ;;
  esac
  part=\${part#[\\'\\"]}
  _holt_cut=$((\${#_holt_last} - \${#part}))
  case $_holt_last in
    \\'* | \\"*) _holt_cut=$((_holt_cut - 1)) ;;
  esac
  ((_holt_cut < 0)) && _holt_cut=0
  for ((index = 1; index < \${#_holt_typed[@]} - 1; index++)); do
    word=\${_holt_typed[index]}
    [[ $word == -- ]] && return
    if [[ -z $command ]]; then
      [[ $word == -* ]] || command=$word
    elif _holt_takes "$command" "$previous"; then
      word=
    elif [[ $word != -* ]]; then
      place=$((place + 1))
    fi
    previous=$word
  done
  restore=$(shopt -p nocasematch)
  shopt -s nocasematch
  if [[ -z $command ]]; then
    if [[ $_holt_last == -* ]]; then _holt_options ''; else _holt_commands; fi
  elif _holt_takes "$command" "$previous"; then
    _holt_value "$command" "$previous"
  elif [[ $_holt_last == -* ]]; then
    _holt_options "$command"
  else
    _holt_argument "$command" "$place"
  fi
  $restore
}
`;
