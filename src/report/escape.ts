const marks: { readonly [mark: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * A text as it stands in HTML and XML, between tags or in a quoted attribute. Characters that XML
 * forbids become U+FFFD.
 * @example escapeMarkup('<a b="c">') // "&lt;a b=&quot;c&quot;&gt;"
 */
export function escapeMarkup(text: string): string {
  return text
    .replace(/[&<>"']/g, (mark) => marks[mark] ?? mark)
    .replace(/(?![\t\n\r])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "\ufffd");
}
