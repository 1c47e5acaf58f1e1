// The page: take a bundle, and a policy where there is one; show the verdict. Nothing leaves this computer.
"use strict";

const MOST_SHOWN = 500;

/** An element with text and children; never markup, because names in a bundle are a stranger's. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function picker(id, label, hint, accept) {
  const input = element("input", { type: "file", id, accept });
  return element("label", { class: "v-pick", for: id }, element("b", {}, label), element("span", { class: "v-hint" }, hint), input);
}

function buildPage(root) {
  const bundle = picker("v-bundle", "证据包（.evz）", "选择文件，或把文件拖到这一页上。若本页取自证据包，请选那个证据包。", ".evz,.zip");
  const policy = picker("v-policy", "信任策略（policy.txt，可不选）", "应从日志经营者以外的途径取得。不选时只能说明包内前后一致。", ".txt,text/plain");
  const stamps = picker("v-authorities", "时间戳机构的证书（.pem，可不选，可多选）", "每家一个文件，从机构公布处取得。选了才核验时间戳和各件写的时间。", ".pem,.crt,.cer");
  stamps.querySelector("input").multiple = true;
  const result = element("section", { id: "v-result", "aria-live": "polite" });
  root.replaceChildren(
    element("div", { class: "v-form" }, bundle, policy, stamps),
    element("p", { class: "v-hint" }, "核验全部在这台电脑的浏览器里完成，不联网，不留存。国密（SM2）签名本页不能核验。"),
    result,
  );
  const given = { bundle: null, policy: null, authorities: [] };
  const take = (name) => async (event) => {
    given[name] = event.target.files[0] ?? null;
    await judge(given, result);
  };
  bundle.querySelector("input").addEventListener("change", take("bundle"));
  policy.querySelector("input").addEventListener("change", take("policy"));
  stamps.querySelector("input").addEventListener("change", async (event) => {
    given.authorities = [...event.target.files];
    await judge(given, result);
  });
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    const files = [...event.dataTransfer.files];
    for (const file of files) if (!isCertificate(file)) given[file.name.endsWith(".txt") ? "policy" : "bundle"] = file;
    if (files.some(isCertificate)) given.authorities = files.filter(isCertificate);
    await judge(given, result);
  });
}

const isCertificate = (file) => /\.(pem|crt|cer)$/.test(file.name);

/** What was chosen beside the bundle, read; refused with what to do when it cannot be. */
async function readChosen(given) {
  const tried = async (what, read) => {
    try {
      return await read();
    } catch (error) {
      throw error instanceof Refused ? new Refused(`${what}：${error.message}`) : error;
    }
  };
  const policy = given.policy && (await tried("信任策略读不出，请换一份 policy.txt，或不选策略", async () => parsePolicy(await bytesOf(given.policy))));
  const authorities = [];
  for (const file of given.authorities) {
    const name = file.name.replace(/\.[^.]*$/, "");
    authorities.push(await tried("时间戳机构的证书不能用", async () => parseAuthority(name, await bytesOf(file))));
  }
  return [policy, authorities.sort((left, right) => (left.name < right.name ? -1 : 1))];
}

async function judge(given, result) {
  if (given.bundle === null) return;
  result.replaceChildren(element("p", { role: "status" }, `正在核验 ${given.bundle.name} …`));
  try {
    const verdict = await verifyBundle(await bytesOf(given.bundle), ...(await readChosen(given)));
    result.replaceChildren(...shownVerdict(verdict, given));
  } catch (error) {
    const why = error instanceof Refused ? error.message : `没能完成核验：${error.message}。请换一个浏览器，或用 gongzhi evidence verify。`;
    result.replaceChildren(element("p", { class: "v-outcome v-failed", role: "alert", "data-outcome": "trouble" }, why));
  }
}

const bytesOf = async (file) => new Uint8Array(await file.arrayBuffer());

function shownVerdict(verdict, given) {
  const pieces = [
    element("p", { class: `v-outcome v-${verdict.verdict}`, id: "v-outcome", role: "status", "data-outcome": verdict.verdict }, OUTCOMES[verdict.verdict]),
    element("p", {}, `文件：${given.bundle.name}`, verdict.scope ? `；范围：${verdict.scope}` : "", given.policy ? `；信任策略：${given.policy.name}` : ""),
    element("ol", { class: "v-steps" }, ...verdict.steps.map(shownStep)),
  ];
  const left = sayUnchecked(verdict);
  if (left) pieces.push(element("p", { class: "v-hint" }, left));
  if (verdict.items.length) pieces.push(element("h2", {}, `证据（${verdict.items.length} 件）`), shownItems(verdict.items));
  if (verdict.items.length > MOST_SHOWN) pieces.push(element("p", { class: "v-hint" }, `列出前 ${MOST_SHOWN} 件；全部在“说明全文”里。`));
  const print = element("button", { type: "button", class: "v-button" }, "打印");
  print.addEventListener("click", () => window.print());
  const whole = element("details", { class: "v-statement" }, element("summary", {}, "说明全文"), element("pre", { id: "v-statement" }, statementOf(verdict)));
  return [...pieces, element("p", { class: "v-hint" }, `${LIMITS}${DECIDES}`), print, whole];
}

function shownStep(step) {
  const state = step.unchecked ? ["v-unknown", step.ok && !step.detail.includes("没有提供机构的证书") ? "未全部核验" : "未核验"] : step.ok ? ["v-good", "成立"] : ["v-bad", "不成立"];
  return element(
    "li", { "data-step": step.n, "data-state": state[0] },
    element("span", { class: "v-n" }, `${step.n}`),
    element("div", {}, step.what, element("span", { class: "v-sub" }, step.detail)),
    element("span", { class: `v-tag ${state[0]}` }, state[1]),
  );
}

function shownItems(items) {
  const rows = items.slice(0, MOST_SHOWN).map((item) =>
    element(
      "li", { "data-reason": item.reason },
      element("div", {}, element("code", {}, item.name), element("span", { class: "v-sub" }, [item.kind, item.subject, item.at].filter(Boolean).join(" · "))),
      element("span", { class: `v-tag ${item.ok ? "v-good" : "v-bad"}` }, `${item.detail}（${item.reason}）`),
    ),
  );
  return element("ul", { class: "v-items" }, ...rows);
}

document.addEventListener("DOMContentLoaded", () => {
  const root = document.getElementById("verifier");
  if (root === null) return;
  if (globalThis.crypto?.subtle) buildPage(root);
  else root.replaceChildren(element("p", { class: "v-outcome v-failed", role: "alert" }, "这个浏览器在这里不提供 WebCrypto：请用较新的浏览器直接打开本页文件，或通过 https 打开。"));
});
