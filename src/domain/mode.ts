/**
 * Which credential the server holds, and so whom it speaks for. vk: a virtual key, for itself. manager: a personal access
 * token, for its workspace.
 */
export type Mode = "vk" | "manager";
