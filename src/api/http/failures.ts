/** What a status, the API's own words, or a fault below HTTP mean: the classification behind every ApiError. */
import { FetchError } from "ofetch";
import type { ApiErrorKind, ForbiddenReason } from "../../domain/errors.ts";
import { toPlainText } from "../../domain/text.ts";

export function kindOfStatus(status: number): ApiErrorKind {
  switch (status) {
    case 401:
      return "unauthorized";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 409:
      return "conflict";
    case 429:
      return "too_many_requests";
    case 408:
    case 502:
    case 503:
    case 504:
      return "unavailable";
    default:
      return status >= 500 ? "server_error" : "invalid_request";
  }
}

/** By the codes and words with which the API tells its refusals apart; undefined when they do not tell. */
export function findForbiddenReason(code = "", message = ""): ForbiddenReason | undefined {
  if (/limit|quota/i.test(code) || /\bquota\b|\blimit reached\b/i.test(message)) return "limit";
  if (/tier|plan|feature/i.test(code) || /\bplan\b|\btier\b|upgrade/i.test(message)) return "plan";
  if (/scope/i.test(code) || /\bscope\b/i.test(message)) return "scope";
  if (/workspace/i.test(code) || /workspace/i.test(message)) return "workspace";
  return undefined;
}

export interface NetworkCause {
  readonly code: string;
  readonly message: string;
  /** The request cannot have reached the API, so a write cannot have taken effect. */
  readonly neverArrived: boolean;
  /** The other side could not prove who it is; trying again changes nothing. */
  readonly isCertificate: boolean;
  /** An answer came, and could not be unpacked. */
  readonly isDamaged: boolean;
}

/** Bun adds the whole address, query included, and advice that would print the credential. */
const removeAdvice = (message: string): string =>
  message.replace(/ fetching "[^"]*"/, "").replace(/\.? For more information\b.*/s, "");

/** Codes of faults that come before anything is sent. */
const beforeSending = /refused|notfound|failedtoopensocket/i;
/** Bun says ZlibError, BrotliDecompressionError and the like; Node Z_DATA_ERROR and ERR__ERROR_FORMAT_… of Brotli. */
const damaged = /zlib|brotli|zstd|decompress|^z_|^err__error_format/i;
const certificate = /cert|self_signed|unable_to/i;

/** Code and words of the error, or of its cause where it has one: never the URL with its query or the request's options. */
export function findNetworkCause(error: unknown): NetworkCause {
  const cause = error instanceof FetchError ? error.cause : error;
  if (!(cause instanceof Error)) {
    return {
      code: "",
      message: "The connection failed",
      neverArrived: false,
      isCertificate: false,
      isDamaged: false,
    };
  }
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : "";
  const words = toPlainText(removeAdvice(inner.message), 160);
  return {
    code,
    message: code === "" || words.includes(code) ? words : `${words} (${code})`,
    neverArrived: certificate.test(code) || beforeSending.test(code),
    isCertificate: certificate.test(code),
    isDamaged: damaged.test(code),
  };
}
