// What the compile step alone makes of nothing: the size that the executable is measured against.
export {};
