/** The words of the Settings screen, in English. */

export const settingsEn = {
  title: "Settings",
  hideCodes: "Codes hidden until asked for",
  sort: "Order of accounts",
  on: "yes",
  off: "no",
  sorts: { name: "name", used: "use", added: "age" },
};
