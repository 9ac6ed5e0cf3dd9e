/** Which credential the server holds, and so whom it speaks for: one virtual key, or a workspace. */
export type Mode = "vk" | "manager";
