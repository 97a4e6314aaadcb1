/** By the name of a style sheet or script the name under which it is served, which has its hash. */
export type AssetManifest = Readonly<Record<string, string>>
