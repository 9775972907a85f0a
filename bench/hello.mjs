// The smallest Ink program: what any Ink application pays before its first word.
import { Text, render } from "ink";
import { createElement } from "react";

render(createElement(Text, null, "hello"), { alternateScreen: true, incrementalRendering: true });
setInterval(() => {}, 1000);
