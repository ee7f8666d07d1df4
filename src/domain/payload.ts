/** Whether sockets accept it: text, a Blob, or a buffer or a view of one, neither shared between threads nor detached. */
export const isPayload = (data: unknown): boolean => {
  if (typeof data === 'string') return true;
  const holder = ArrayBuffer.isView(data) ? data.buffer : data;
  return isBuffer(holder) ? !isDetached(holder) : ['Blob', 'File'].includes(kindOf(holder));
};

/**
 * A version that the caller cannot change afterwards. For a buffer or a view: a copy of its bytes, of the same class. Text
 * and Blobs are immutable and returned as they are.
 */
export const ownCopyOf = <Other>(data: Other | ArrayBuffer | ArrayBufferView) => {
  if (isBuffer(data)) return data.slice(0);
  if (!ArrayBuffer.isView(data)) return data;
  const { buffer, byteOffset, byteLength } = data;
  if (kindOf(data) === 'DataView') return new DataView(buffer.slice(byteOffset, byteOffset + byteLength));
  // The `slice` of typed arrays. The `slice` of Node's Buffer would share its memory.
  return Uint8Array.prototype.slice.call(data);
};

/** Checks the class first, because it is faster; the tag recognises a buffer from another realm. */
const isBuffer = (data: unknown): data is ArrayBuffer => data instanceof ArrayBuffer || kindOf(data) === 'ArrayBuffer';

const kindOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);

/** Its bytes were transferred to another thread, so nothing can be made of it (`detached` is missing in Node 20). */
const isDetached = (buffer: ArrayBuffer) => {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
};
