//! Calls to our own HTTP interface, with the session's CSRF token and errors a person can read.

/** A refused or failed call. The message is fit to be shown. */
export class ApiError extends Error {}

interface Problem {
  message: string;
}

/** The error body is `{"error": text}` or `{"error": [{"path", "message"}]}`. */
function describe(body: unknown, status: number): string {
  const error = (body as { error?: string | Problem[] } | null)?.error;
  if (typeof error === "string" && error !== "") return error;
  if (Array.isArray(error)) {
    const messages = error.map((problem) => problem.message).filter(Boolean);
    if (messages.length > 0) return messages.join(" ");
  }
  return `The server answered ${status}. Try again.`;
}

/** Sends `body` as JSON and returns the JSON answer, or throws an `ApiError`. */
export async function call<T>(method: string, path: string, csrf: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { "X-CSRF-Token": csrf, Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      credentials: "same-origin",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError("The server cannot be reached. Nothing was changed.");
  }
  const json: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new ApiError(describe(json, answer.status));
  return json as T;
}

/** What to show for anything that was thrown. */
export function readable(error: unknown): string {
  return error instanceof ApiError ? error.message : "Something went wrong in the browser. Reload the page.";
}
