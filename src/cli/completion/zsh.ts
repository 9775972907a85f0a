/**
 * Completion for zsh. Pure: commands in, a script out.
 *
 * What comes out of the vault goes to `compadd` as an array, which quotes it for the command line; nothing of it is ever
 * evaluated.
 */
import type { CompletedCommand, CompletedOption, Kind } from "./words.ts";

export function zshScript(
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): string {
  const known = commands.map(({ name, summary }) => described(name, summary));
  const options = [...globals, VERSION].map((option) => described(`--${option.name}`, option.meaning));
  return `#compdef holt
# zsh completion for holt. To use it: source <(holt completion zsh), after compinit; or put it into a file _holt on fpath.

_holt_asked() {
  local -a lines values shown
  lines=("\${(@f)$(command holt completion --$1 2>/dev/null)}")
  local line
  for line in $lines; do
    values+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  }")
  done
  (( $#values )) && compadd -M 'm:{[:lower:][:upper:]}={[:upper:][:lower:]}' -l -d shown -a values
}

_holt_value() {
  case $1:$2 in
${commands.flatMap(({ name, options: own }) => own.flatMap((option) => valueCase(name, option))).join("\n")}
    *) return 1 ;;
  esac
}

_holt() {
  local name previous word
  local -i at place=1
  local -a known
  for ((at = 2; at < CURRENT; at++)); do
    word=\${words[at]}
    [[ $word == -- ]] && return 1
    if [[ -z $name ]]; then
      [[ $word == -* ]] || name=$word
    elif [[ $previous == --* ]] && _holt_takes $name $previous; then
      word=
    elif [[ $word != -* ]]; then
      (( place++ ))
    fi
    previous=$word
  done
  if [[ -n $name && $previous == --* ]] && _holt_takes $name $previous; then
    _holt_value $name $previous
    return
  fi
  if [[ -z $name ]]; then
    if [[ \${words[CURRENT]} == -* ]]; then
      known=(${options.join(" ")})
      _describe -o option known
    else
      known=(${known.join("\n        ")})
      _describe command known
    fi
    return
  fi
  case $name in
${commands.map(commandCase).join("\n")}
  esac
}

_holt_takes() {
  case $1:$2 in
    ${commands.flatMap(takingOf).join(" | ")}) return 0 ;;
  esac
  return 1
}

if [[ $funcstack[1] == _holt ]]; then _holt "$@"; else compdef _holt holt; fi
`;
}

const VERSION: CompletedOption = { name: "version", value: undefined, meaning: "the version" };

/** In single quotes, in which zsh reads nothing; the colon divides the word from what it means. */
const described = (word: string, meaning: string): string =>
  `'${word.replaceAll(":", "\\:")}:${meaning.replaceAll("'", "’").replaceAll("\\", "")}'`;

const takingOf = ({ name, options }: CompletedCommand): readonly string[] =>
  options.filter(({ value }) => value !== undefined).map((option) => `${name}:--${option.name}`);

const valueCase = (command: string, { name, value }: CompletedOption): readonly string[] =>
  value === undefined ? [] : [`    ${command}:--${name}) ${act(value)} ;;`];

function commandCase({ name, arguments: places, options }: CompletedCommand): string {
  const last = places.length;
  const cases = places.map(
    (place, index) => `        ${index + 1 === last ? "*" : index + 1}) ${act(place)} ;;`,
  );
  const own = options.map((option) => described(`--${option.name}`, option.meaning));
  return `    ${name})
      if [[ \${words[CURRENT]} == -* ]]; then
        known=(${own.join(" ")})
        _describe -o option known
        return
      fi
      case $place in
${cases.join("\n")}
      esac
      ;;`;
}

function act(kind: Kind): string {
  switch (kind.type) {
    case "none":
      return "return 1";
    case "file":
      return "_files";
    case "folder":
      return "_files -/";
    case "choice":
      return `compadd -- ${kind.words.join(" ")}`;
    default:
      return `_holt_asked ${kind.what}`;
  }
}
