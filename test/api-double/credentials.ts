import { workspace } from "./population.ts";

/** What the double lets in. Made up; the form is the platform's: `vk-…` and `pat_…`. */
export const credentials = {
  /** The key `support-bot-prod`, bound to the agent Support Bot. */
  virtualKey: "vk-live-support-bot-prod-5d1f9c1e",
  /** Active and with use, but bound to neither agent nor member. */
  unboundVirtualKey: "vk-live-batch-import-77aa01",
  /** Without a budget, bound to the agent Onboarding Guide. */
  noBudgetVirtualKey: "vk-live-onboarding-guide-3b20",
  /** One of the two keys of one member. */
  memberVirtualKey: "vk-live-member-laptop-90cd",
  revokedVirtualKey: "vk-revoked-0d0d0d",
  disabledVirtualKey: "vk-disabled-0e0e0e",
  expiredVirtualKey: "vk-expired-0f0f0f",
  patRead: "pat_read_11111111111111111111111111111111",
  patWrite: "pat_write_2222222222222222222222222222222",
  patAdmin: "pat_admin_3333333333333333333333333333333",
  patRevoked: "pat_revoked_44444444444444444444444444444",
  patExpired: "pat_expired_55555555555555555555555555555",
  workspaceId: workspace.id,
  /** A workspace that exists nowhere here. */
  foreignWorkspaceId: "00000000-1111-4222-8333-444444444444",
} as const;
