/**
 * Completion for fish. Pure: commands in, a script out.
 *
 * fish reads what a command prints line by line, up to the tab as the word and after it as its description, and escapes
 * the word when it puts it on the line.
 */
import type { CompletedCommand, CompletedOption, Kind } from "./words.ts";

export function fishScript(
  commands: readonly CompletedCommand[],
  globals: readonly CompletedOption[],
): string {
  const names = commands.map(({ name }) => name).join(" ");
  return `# fish completion for holt. To use it: holt completion fish | source

function __holt_place --description 'which argument of the command is typed: 0 is the first'
    set -l words (commandline -opc)
    set -l place -1
    for word in $words[2..-1]
        string match -q -- '-*' $word; or set place (math $place + 1)
    end
    echo $place
end
function __holt_at --argument-names name place
    __fish_seen_subcommand_from $name; and test (__holt_place) -eq $place
end
function __holt_from --argument-names name place
    __fish_seen_subcommand_from $name; and test (__holt_place) -ge $place
end

complete -c holt -f
${commands.map(({ name, summary }) => `complete -c holt -n 'not __fish_seen_subcommand_from ${names}' -a ${name} -d ${quoted(summary)}`).join("\n")}
${[...globals].map((option) => `complete -c holt ${optionOf(option)}`).join("\n")}
complete -c holt -n 'not __fish_seen_subcommand_from ${names}' -l version
${commands.flatMap((command) => ofCommand(command, globals)).join("\n")}
`;
}

const quoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function ofCommand(
  { name, options, arguments: places }: CompletedCommand,
  globals: readonly CompletedOption[],
): readonly string[] {
  const isOwn = ({ name: option }: CompletedOption): boolean => !globals.some((one) => one.name === option);
  const condition = `-n '__fish_seen_subcommand_from ${name}'`;
  return [
    ...options.filter(isOwn).map((option) => `complete -c holt ${condition} ${optionOf(option)}`),
    ...places.flatMap((place, index) => {
      const words = act(place);
      const when = index === places.length - 1 ? "__holt_from" : "__holt_at";
      return words === undefined ? [] : [`complete -c holt -n '${when} ${name} ${index}' ${words}`];
    }),
  ];
}

const optionOf = ({ name, value, meaning }: CompletedOption): string =>
  [
    `-l ${name}`,
    value === undefined ? "" : `${isOfFiles(value) ? "-r" : "-x"} ${act(value) ?? ""}`.trim(),
    `-d ${quoted(meaning)}`,
  ]
    .filter((part) => part !== "")
    .join(" ");

function act(kind: Kind): string | undefined {
  switch (kind.type) {
    case "none":
      return undefined;
    case "file":
    case "folder":
      return "-F";
    case "choice":
      return `-a '${kind.words.join(" ")}'`;
    default:
      return `-a '(command holt completion --${kind.what} 2>/dev/null)'`;
  }
}

const isOfFiles = ({ type }: Kind): boolean => type === "file" || type === "folder";
