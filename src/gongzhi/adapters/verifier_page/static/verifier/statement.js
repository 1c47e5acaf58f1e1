// The verdict in words, for print: what holds, what does not, what was not checked, and that a person decides.
"use strict";

const OUTCOMES = {
  verified: "核验通过：包内各件自封存以来未被改动",
  incomplete: "不完整：已有的各件未被改动，但有缺件",
  failed: "核验不通过：至少一处与日志不符",
  unchecked: "未能核验：有一步是结论所需，而这个浏览器不能核验；请用 gongzhi evidence verify 再核验一次",
};
const WITHHELD_NOTE = "标为 withheld 的各件，内容未随包交付：日志只证明它们曾被封存，内容与承诺是否相符须另行核对。";
const LIMITS = "以上只说明封存之后的完整性；封存之前是否真实、来源是否合法，不在核验范围内。";
const DECIDES = "本结果仅供辅助，由人作出决定。";

const markOf = (step) => (step.unchecked ? "？" : step.ok ? "✓" : "✗");

/** How many steps this browser could not check, as a line; empty when none. */
function sayUnchecked(verdict) {
  const left = verdict.steps.filter((step) => step.unchecked).map((step) => `(${step.n})`);
  return left.length ? `步骤 ${left.join("、")} 未核验或未全部核验（标“？”），不作为成立计算。` : "";
}

/** The statement, word for word as the command prints it; steps that were not checked are marked besides. */
function statementOf(verdict) {
  const lines = [OUTCOMES[verdict.verdict]];
  if (verdict.scope) lines.push(`范围：${verdict.scope}`);
  lines.push("", "步骤");
  lines.push(...verdict.steps.map((step) => `  (${step.n}) ${markOf(step)} ${step.what}：${step.detail}`));
  const left = sayUnchecked(verdict);
  if (left) lines.push("", left);
  if (verdict.items.length) {
    lines.push("", `证据（${verdict.items.length} 件）`);
    const line = (item) => `  ${item.ok ? "✓" : "✗"} ${item.name} ${item.kind} ${item.at} ${item.detail}（${item.reason}）`;
    lines.push(...verdict.items.map(line));
  }
  if (verdict.items.some((item) => item.reason === "withheld")) lines.push("", WITHHELD_NOTE);
  lines.push("", LIMITS, DECIDES);
  return `${lines.join("\n")}\n`;
}
