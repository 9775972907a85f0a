import { render } from "ink-testing-library";
import { describe, expect, it } from "vitest";
import { App } from "../../src/tui/components/App.tsx";
import { label } from "../support/fake-vault.ts";
import { createWorld } from "./world.ts";

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("the app on Ink", () => {
  it("takes keys and pastes to the model", async () => {
    const world = await createWorld({ accounts: [label("GitHub"), label("GitLab")] });
    const app = render(
      <App
        store={world.store}
        onTerminal={() => undefined}
        onLeave={() => undefined}
        isScreenReader={false}
      />,
    );
    await turn();
    app.stdin.write("/");
    app.stdin.write("gitl");
    expect(world.text()).toContain("1 of 2");
    app.stdin.write("\u001b[200~ab\u001b[201~");
    expect(world.text()).toContain("/ gitlab");
    app.unmount();
  });

  it("gives a screen reader lines of text, and nothing to paint otherwise", async () => {
    const world = await createWorld({ accounts: [label("GitHub")] });
    const read = render(
      <App store={world.store} onTerminal={() => undefined} onLeave={() => undefined} isScreenReader />,
    );
    await turn();
    expect(read.lastFrame()).toContain("GitHub");
    read.unmount();
    const painted = render(
      <App
        store={world.store}
        onTerminal={() => undefined}
        onLeave={() => undefined}
        isScreenReader={false}
      />,
    );
    await turn();
    expect(painted.lastFrame()?.trim()).toBe("");
    painted.unmount();
  });
});
