import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { themeChoice } from "./state/choices.ts";
import "./tokens.css";
import "./base.css";

const root = document.getElementById("root");
if (root === null) throw new Error("index.html must hold an element with the id root");

// Before React is told, so that charts that read colours from the page already find the new ones.
const applyTheme = (): void => {
  const theme = themeChoice.get();
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
};
themeChoice.subscribe(applyTheme);
applyTheme();

createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
