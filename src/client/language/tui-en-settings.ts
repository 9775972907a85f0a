/** The words of the Settings screen, in English. */

export const settingsEn = {
  title: "Settings",
  names: {
    hideCodes: "Codes hidden until asked for",
    sort: "Order of accounts",
    theme: "Colours",
    mouse: "Mouse",
  },
  /** For 40 columns. */
  shortNames: {
    hideCodes: "Codes hidden",
    sort: "Order",
    theme: "Colours",
    mouse: "Mouse",
  },
  /** What the chosen setting means. */
  notes: {
    hideCodes: "A hidden code is shown for a while by a key, and copied without being shown.",
    sort: "Pinned accounts come first in every order.",
    theme:
      "By itself: fitting the terminal's background where it tells of it. The terminal's own: its 16 colours and no others.",
    mouse:
      "A click chooses, one on what is chosen copies or opens. The terminal's own selection needs Shift then.",
  },
  on: "yes",
  off: "no",
  sorts: { name: "name", used: "use", added: "age" },
  themes: {
    auto: "by itself",
    dark: "dark",
    light: "light",
    "high-contrast": "high contrast",
    terminal: "the terminal's own",
  },
};
