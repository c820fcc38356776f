/** An API key: the prefix by which it is found, and the secret of which only the hash is kept. */
export const API_KEY_FORM = /^pk_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;

/** The form in words that follow "expected". */
export const API_KEY_EXPECTED = '"pk_", 8 characters of a–z and 0–9, "_", and 43 characters of base64url';
