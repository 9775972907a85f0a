import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex, utf8ToBytes } from "../../src/protocol/bytes.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";

const hex = (text: string): Uint8Array => parseHex(text) ?? new Uint8Array();
let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

describe("the primitives give what their specifications say", () => {
  it("BLAKE2b-512 of abc (RFC 7693, appendix A)", () => {
    expect(formatHex(sodium.blake2b(64, utf8ToBytes("abc")))).toBe(
      "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1" +
        "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    );
  });

  it("Ed25519 (RFC 8032, section 7.1, test 2)", () => {
    const keys = sodium.signKeyPair(hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
    expect(formatHex(keys.publicKey)).toBe(
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    );
    const signature = sodium.signDetached(hex("72"), keys.secretKey);
    expect(formatHex(signature)).toBe(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    );
    expect(sodium.verifyDetached(signature, hex("72"), keys.publicKey)).toBe(true);
  });

  it("X25519 (RFC 7748, section 6.1)", () => {
    const alice = hex("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a");
    expect(formatHex(sodium.boxPublicKey(alice))).toBe(
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
    );
  });

  it("XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03, A.3.1)", () => {
    const message = utf8ToBytes(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const input = {
      associatedData: hex("50515253c0c1c2c3c4c5c6c7"),
      nonce: hex("404142434445464748494a4b4c4d4e4f5051525354555657"),
      key: hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
    };
    const sealed = sodium.aeadSeal({ message, ...input });
    expect(formatHex(sealed)).toBe(
      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb" +
        "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452" +
        "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9" +
        "21f9664c97637da9768812f615c68b13b52e" +
        "c0875924c1c7987947deafd8780acf49",
    );
    expect(sodium.aeadOpen({ message: sealed, ...input })).toEqual(message);
  });

  it("keys and nonces of a wrong length are bugs, and throw", () => {
    const [message, associatedData] = [new Uint8Array(20), new Uint8Array()];
    const input = { message, associatedData, nonce: new Uint8Array(24), key: new Uint8Array(32) };
    expect(() => sodium.aeadSeal({ ...input, key: new Uint8Array(16) })).toThrow(TypeError);
    expect(() => sodium.aeadOpen({ ...input, nonce: new Uint8Array(12) })).toThrow(TypeError);
    expect(() => sodium.signKeyPair(new Uint8Array(31))).toThrow(TypeError);
  });
});
