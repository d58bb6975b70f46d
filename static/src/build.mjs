// Makes govuk.css from govuk.scss: our colours, text direction by itself, nothing we do not use. See README.md.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import cssnano from "cssnano";
import postcss from "postcss";
import * as sass from "sass";

const OUT = process.argv[2];

// What no page of ours wears; a selector that holds one of these goes.
const UNUSED = [
  "drop-zone", "file-upload-button", "file-upload-wrapper", "number-input", "summary-card", "govuk-panel", "section-break",
  "pagination__item", "pagination__list", "pagination__icon", "pagination__link-", "pagination--block", "banner__link",
  "body-lead", "body-l", "heading-xl", "legend--xl", "label--xl", "govuk-caption", "table__caption--", "link-image", "-link--",
  "--inverse", "--extra-letter", "--width-30", "tag--", "__message::after", "visually-hidden-focusable", "x:-moz", "moz-focus",
];

// Colours GOV.UK Frontend writes as figures; sharp.css gives these names their values by day and by night.
const NAMES = {
  "#0b0c0c": "--govuk-text-colour",
  "#fff": "--on-fill",
  "#ffffff": "--on-fill",
  "#0f7a52": "--act",
  "#0b5c3e": "--act-hover",
  "#083d29": "--act-edge",
  "#ca3535": "--govuk-error-colour",
  "#982828": "--warn-hover",
  "#651b1b": "--warn-edge",
  "#f3f3f3": "--quiet-fill",
  "#cecece": "--govuk-border-colour",
  "#858686": "--quiet-edge",
  "#1d70b8": "--govuk-brand-colour",
  "#0f385c": "--tag-text",
  "#d2e2f1": "--tag-fill",
};

// Fonts come from the body; sizes for print and crutches for old browsers are not ours.
const prune = {
  postcssPlugin: "prune",
  Once(root) {
    root.walkAtRules((rule) => {
      if (rule.params === "print" || rule.params.includes("caret-color")) rule.remove();
      else rule.params = rule.params.replace(/,\s*\(-ms-high-contrast: active\)/, "");
    });
    root.walkRules((rule) => {
      const kept = rule.selectors.filter((s) => !s.startsWith(":root") && !UNUSED.some((part) => s.includes(part)));
      if (kept.length) rule.selectors = kept.map((s) => s.replace(".govuk-frontend-supported", ".js"));
      else rule.remove();
    });
    root.walkDecls(/^(font-family|-webkit-font-smoothing|-moz-osx-font-smoothing)$/, (decl) => decl.remove());
  },
};

const recolour = {
  postcssPlugin: "recolour",
  Declaration(decl) {
    const named = decl.value
      .replace(/var\((--[a-z-]+), #[0-9a-f]+\)/g, "var($1)")
      .replace(/#[0-9a-f]{3,6}\b/g, (figure) => {
        if (!NAMES[figure]) throw decl.error(`no name for ${figure}`);
        return `var(${NAMES[figure]})`;
      });
    if (named !== decl.value) decl.value = named;
  },
};

// Margins, padding, borders and alignment become logical.
const START = { left: "start", right: "end" };
const logical = {
  postcssPlugin: "logical",
  Declaration(decl) {
    const sided = decl.prop.match(/^(margin|padding|border)-(left|right)(.*)$/);
    if (sided) decl.prop = `${sided[1]}-inline-${START[sided[2]]}${sided[3]}`;
    if (decl.prop === "text-align") decl.value = START[decl.value] ?? decl.value;

    const [top, right, bottom, left] = decl.value.split(" ");
    if (!/^(margin|padding)$/.test(decl.prop) || !left || left === right) return;
    const four = { top, bottom, "inline-start": left, "inline-end": right };
    decl.replaceWith(...Object.entries(four).map(([side, value]) => decl.clone({ prop: `${decl.prop}-${side}`, value })));
  },
};

// Positions and floats keep their side and get a twin for right-to-left pages, because browsers before 2021 do not
// know their logical names.
const OTHER = { left: "right", right: "left" };
const mirror = {
  postcssPlugin: "mirror",
  OnceExit(root) {
    const rules = [];
    root.walkRules((rule) => rules.push(rule)); // a list first: the twins must not be mirrored again
    for (const rule of rules) {
      const { left, right, float } = Object.fromEntries(rule.nodes.map(({ prop, value }) => [prop, value]));
      const twin = postcss.rule({ selectors: rule.selectors.map((s) => `[dir=rtl] ${s}`) });
      if (left !== right) twin.append({ prop: "left", value: right ?? "auto" }, { prop: "right", value: left ?? "auto" });
      if (OTHER[float]) twin.append({ prop: "float", value: OTHER[float] });
      if (twin.nodes?.length) rule.after(twin);
    }
  },
};

const { css } = sass.compile("govuk.scss", { quietDeps: true, logger: sass.Logger.silent });
const banner = "/*! GOV.UK Frontend 6.3.0, MIT, Crown copyright: the parts SHARP uses, recoloured; see LICENSE.txt and ../../src/README.md */\n";
const ours = await postcss([prune, recolour, logical, mirror]).process(css, { from: undefined });
const result = await postcss([cssnano({ preset: ["default", { mergeLonghand: false }] })]).process(ours.css, { from: undefined });
writeFileSync(join(OUT, "govuk.css"), `${banner}${result.css}\n`);
