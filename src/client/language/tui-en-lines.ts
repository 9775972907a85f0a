/** The words for a terminal that can only print, in English. */
const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const linesEn = {
  intro: (count: number): string =>
    `holt: ${many(count, "account", "accounts")}. A name and Enter: its code. Enter alone: all. q: quit.`,
  elsewhere: "This terminal can only print. All else is commands here: holt --help",
  prompt: "> ",
  counter: "counter: its whole name makes the next code",
};
