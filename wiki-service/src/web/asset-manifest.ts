/** For each style sheet or script, the name under which it is served, which contains its hash. */
export type AssetManifest = Readonly<Record<string, string>>
