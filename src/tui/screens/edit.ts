/** Editing an account on the screen. */
import { accountName } from "../account-name.ts";
import { focused } from "../form.ts";
import { bodyRows } from "../frame-size.ts";
import { BLANK } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { drawForm, inSight } from "./form.ts";
import { paragraph, type Screen } from "./screen.ts";

const OTP_FIELDS = ["type", "secret", "pin", "digits", "algorithm", "period"];

export function editScreen(model: Model, layer: LayerOf<"edit">): Screen {
  const { words, size, accounts } = model;
  const { edit, hints, keepCounter } = words.text;
  const label = accounts.get(layer.id);
  const id = focused(layer.form)?.id ?? "";
  const isOtp = layer.form.fields.some((field) => field.id === "secret") && OTP_FIELDS.includes(id);
  const advice = isOtp
    ? edit.otpHint
    : id === "counter"
      ? keepCounter
      : id === "closed-otp"
        ? edit.closedOtpHint
        : edit.hint;
  const { problem, isBusy } = layer.form;
  // What is wrong, or asked, needs the room.
  const note =
    problem === null ? paragraph(isBusy ? words.text.working : advice, size.columns, { tone: "quiet" }) : [];
  return {
    title: label === undefined ? "" : edit.title(accountName(label)),
    body: [BLANK, ...inSight(drawForm(model, layer.form), bodyRows(size) - note.length - 2), BLANK, ...note],
    hints: [
      { key: "Ctrl-S", does: hints.save },
      { key: "Esc", does: hints.back },
      { key: "Tab", does: hints.nextField },
    ],
  };
}
