import type { LocalizedText } from './types';

/** One line of the catalogue. */
type ErrorEntry = {
  /** HTTP status that the API answers with. */
  readonly status: number;
  /** Whether the same request can succeed later without a change. */
  readonly retryable: boolean;
  readonly title: LocalizedText;
  readonly whatToDo: LocalizedText;
};

/**
 * Every error that Perennial reports, by code. Codes are stable; texts are not. `docs/reference/errors.md` shows the
 * same lines, and a test compares the two.
 */
export const ERRORS = {
  'bad-request': {
    status: 400,
    retryable: false,
    title: { en: 'The request cannot be read', zh: '请求无法读取' },
    whatToDo: {
      en: 'Send well-formed JSON and the parameters that the API description lists',
      zh: '发送格式正确的 JSON 以及接口说明中列出的参数',
    },
  },
  'validation-failed': {
    status: 422,
    retryable: false,
    title: { en: 'Some values are not accepted', zh: '部分值不被接受' },
    whatToDo: {
      en: 'Correct each value that errors[] names; nothing was written',
      zh: '按 errors[] 逐项更正；未写入任何内容',
    },
  },
  'not-found': {
    status: 404,
    retryable: false,
    title: { en: 'There is no such thing', zh: '对象不存在' },
    whatToDo: { en: 'Check the ID, number or address', zh: '检查 ID、编号或地址' },
  },
  'method-not-allowed': {
    status: 405,
    retryable: false,
    title: { en: 'This address does not take the method', zh: '该地址不支持此方法' },
    whatToDo: { en: 'Use a method that the Allow header lists', zh: '使用 Allow 头中列出的方法' },
  },
  unauthenticated: {
    status: 401,
    retryable: false,
    title: { en: 'The API key is missing or not valid', zh: '缺少 API 密钥或密钥无效' },
    whatToDo: {
      en: 'Send "Authorization: Bearer <key>" with a key that is not revoked',
      zh: '使用未吊销的密钥发送 "Authorization: Bearer <key>"',
    },
  },
  forbidden: {
    status: 403,
    retryable: false,
    title: { en: 'The API key may not do this', zh: '该 API 密钥无此权限' },
    whatToDo: { en: 'Use a key with a role that may', zh: '使用具有相应角色的密钥' },
  },
  'signature-not-valid': {
    status: 403,
    retryable: false,
    title: { en: 'The signature of the request is missing or wrong', zh: '请求签名缺失或错误' },
    whatToDo: {
      en: 'Check that the provider signs with the configured token and calls the configured public address',
      zh: '确认服务商使用所配置的令牌签名，并调用所配置的公网地址',
    },
  },
  'body-too-large': {
    status: 413,
    retryable: false,
    title: { en: 'The body is too large', zh: '请求体过大' },
    whatToDo: { en: 'Send less at once, or use an import', zh: '减少单次发送的数据，或使用导入' },
  },
  'unsupported-media-type': {
    status: 415,
    retryable: false,
    title: { en: 'The content type is not accepted', zh: '不接受该内容类型' },
    whatToDo: { en: 'Send the content type that the API description names', zh: '使用接口说明中的内容类型' },
  },
  'rate-limited': {
    status: 429,
    retryable: true,
    title: { en: 'Too many requests', zh: '请求过多' },
    whatToDo: { en: 'Wait as long as Retry-After says', zh: '等待 Retry-After 所示的时间' },
  },
  'idempotency-key-reused': {
    status: 422,
    retryable: false,
    title: { en: 'The Idempotency-Key was used for another request', zh: '该 Idempotency-Key 已用于其他请求' },
    whatToDo: { en: 'Use a new key for a new request', zh: '新请求使用新的键' },
  },
  'request-in-progress': {
    status: 409,
    retryable: true,
    title: { en: 'The same request is still being worked on', zh: '相同的请求仍在处理中' },
    whatToDo: { en: 'Repeat it in a few seconds with the same key', zh: '几秒后用同一个键重试' },
  },
  'version-required': {
    status: 428,
    retryable: false,
    title: { en: 'The version that the change is based on is missing', zh: '缺少修改所依据的版本' },
    whatToDo: { en: 'Send If-Match with the ETag that you read', zh: '用 If-Match 带上读取时的 ETag' },
  },
  'version-conflict': {
    status: 412,
    retryable: false,
    title: { en: 'Somebody else has changed it in the meantime', zh: '在此期间已被他人修改' },
    whatToDo: {
      en: 'Read it again and decide whether your change still applies',
      zh: '重新读取，再决定是否仍需修改',
    },
  },
  'content-conflict': {
    status: 409,
    retryable: false,
    title: { en: 'It is already there, with other content', zh: '已存在且内容不同' },
    whatToDo: {
      en: 'Use another number, or change the one that is there',
      zh: '使用其他编号，或修改已存在的对象',
    },
  },
  'state-conflict': {
    status: 409,
    retryable: false,
    title: { en: 'Its state does not allow this', zh: '当前状态不允许此操作' },
    whatToDo: { en: 'Read its state; the detail says which states allow it', zh: '查看其状态；详情说明允许的状态' },
  },
  'over-allocation': {
    status: 422,
    retryable: false,
    title: { en: 'More is allocated than is there or owed', zh: '分配金额超过可用或应付金额' },
    whatToDo: {
      en: 'Allocate at most the balance, or leave allocations out: the oldest due is paid first',
      zh: '分配不超过余额，或不指定分配：先付最早到期的',
    },
  },
  'currency-mismatch': {
    status: 422,
    retryable: false,
    title: { en: 'The currencies differ', zh: '币种不同' },
    whatToDo: {
      en: 'Pay and credit an invoice in its own currency',
      zh: '用账单自身的币种付款或贷记',
    },
  },
  'date-too-far-ahead': {
    status: 422,
    retryable: false,
    title: { en: 'The date is more than one day ahead', zh: '日期超前一天以上' },
    whatToDo: {
      en: 'Record what has happened; facts of the future can be staged on a test clock',
      zh: '只记录已发生的事；未来的事实可在测试时钟上预置',
    },
  },
  'playbook-not-valid': {
    status: 422,
    retryable: false,
    title: { en: 'The playbook has faults', zh: '催收策略有错误' },
    whatToDo: { en: 'Correct each fault in errors[]', zh: '按 errors[] 逐项更正' },
  },
  'policy-not-valid': {
    status: 422,
    retryable: false,
    title: { en: 'The contact policy has faults', zh: '联系规则有错误' },
    whatToDo: { en: 'Correct each fault in errors[]', zh: '按 errors[] 逐项更正' },
  },
  'document-not-valid': {
    status: 422,
    retryable: false,
    title: { en: 'The document has faults', zh: '文档有错误' },
    whatToDo: { en: 'Correct each fault in errors[]', zh: '按 errors[] 逐项更正' },
  },
  'template-not-valid': {
    status: 422,
    retryable: false,
    title: { en: 'The template has faults', zh: '模板有错误' },
    whatToDo: { en: 'Correct each fault in errors[]', zh: '按 errors[] 逐项更正' },
  },
  'mapping-not-valid': {
    status: 422,
    retryable: false,
    title: { en: 'The mapping has faults', zh: '列映射有错误' },
    whatToDo: { en: 'Correct each fault in errors[]', zh: '按 errors[] 逐项更正' },
  },
  'file-not-readable': {
    status: 422,
    retryable: false,
    title: { en: 'The file cannot be read as the mapping says', zh: '无法按映射读取文件' },
    whatToDo: {
      en: 'Compare the header line, the quotes and the encoding with the mapping',
      zh: '对照映射检查表头、引号和编码',
    },
  },
  'rows-not-valid': {
    status: 422,
    retryable: false,
    title: { en: 'The file has bad rows, so nothing was imported', zh: '文件含有错误行，未导入任何内容' },
    whatToDo: {
      en: "Correct the rows that the import's error file lists, or import with skip-bad-rows",
      zh: '更正错误文件中列出的行，或以 skip-bad-rows 方式导入',
    },
  },
  'import-interrupted': {
    status: 409,
    retryable: true,
    title: { en: 'The process stopped during the import', zh: '导入期间进程中断' },
    whatToDo: {
      en: 'Import the same file again: rows that are in have no second effect',
      zh: '重新导入同一文件：已导入的行不会重复生效',
    },
  },
  'engine-unavailable': {
    status: 503,
    retryable: true,
    title: { en: 'Temporal cannot be reached', zh: '无法连接 Temporal' },
    whatToDo: {
      en: 'Facts are still taken; repeat this request when /readyz says that Temporal is there',
      zh: '事实仍可录入；待 /readyz 显示 Temporal 可用后重试',
    },
  },
  'database-unavailable': {
    status: 503,
    retryable: true,
    title: { en: 'The database cannot be reached or is busy', zh: '无法连接数据库或数据库繁忙' },
    whatToDo: { en: 'Repeat the request with the same Idempotency-Key', zh: '用同一个 Idempotency-Key 重试' },
  },
  'internal-error': {
    status: 500,
    retryable: true,
    title: { en: 'Something went wrong here', zh: '服务内部错误' },
    whatToDo: {
      en: 'Repeat the request with the same Idempotency-Key; if it stays, look for the requestId in the log',
      zh: '用同一个 Idempotency-Key 重试；若仍失败，请按 requestId 查日志',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;

export type ErrorCode = keyof typeof ERRORS;

/** One value that is not accepted. */
export type ErrorItem = {
  /** JSON pointer into what was given; `''` is the whole. */
  readonly pointer: string;
  /** What was given and what is accepted. */
  readonly detail: LocalizedText;
};

/**
 * An error of the catalogue with what it is about.
 *
 * The detail says what was given, where, and what is accepted. It may hold business data, so it goes to the caller and
 * not into logs or failures of activities.
 * @example throw new DomainError('not-found', { en: 'There is no invoice "A-17"', zh: '没有账单 "A-17"' })
 */
export class DomainError extends Error {
  readonly code: ErrorCode;
  readonly detail: LocalizedText;
  readonly errors: readonly ErrorItem[];

  constructor(code: ErrorCode, detail: LocalizedText, errors: readonly ErrorItem[] = []) {
    super(detail.en);
    this.name = 'DomainError';
    this.code = code;
    this.detail = detail;
    this.errors = errors;
  }
}

/**
 * A `validation-failed` about one value.
 * @param pointer JSON pointer into what was given
 */
export function notAccepted(pointer: string, detail: LocalizedText): DomainError {
  return new DomainError('validation-failed', detail, [{ pointer, detail }]);
}
