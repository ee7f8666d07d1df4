/** Whether sockets take it: text, a Blob, or a buffer or a view of one, neither shared between threads nor detached. */
export const isPayload = (data: unknown): boolean => {
  if (typeof data === 'string') return true;
  const holder = ArrayBuffer.isView(data) ? data.buffer : data;
  return isBuffer(holder) ? !isDetached(holder) : ['Blob', 'File'].includes(kindOf(holder));
};

/**
 * What its giver cannot change afterwards: of a buffer or a view a copy of its bytes, of the same class. Text and Blobs
 * are it already.
 */
export const ownCopyOf = <Other>(data: Other | ArrayBuffer | ArrayBufferView) => {
  if (isBuffer(data)) return data.slice(0);
  if (!ArrayBuffer.isView(data)) return data;
  const { buffer, byteOffset, byteLength } = data;
  if (kindOf(data) === 'DataView') return new DataView(buffer.slice(byteOffset, byteOffset + byteLength));
  // The `slice` of all typed arrays: that of Node's Buffer shares its memory.
  return Uint8Array.prototype.slice.call(data);
};

/** The class is told sooner than the tag, which tells a buffer of another realm. */
const isBuffer = (data: unknown): data is ArrayBuffer => data instanceof ArrayBuffer || kindOf(data) === 'ArrayBuffer';

const kindOf = (value: unknown) => Object.prototype.toString.call(value).slice(8, -1);

/** Its bytes were handed over to another thread: nothing can be made of it (`detached` is not in Node 20). */
const isDetached = (buffer: ArrayBuffer) => {
  if (buffer.byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
};
