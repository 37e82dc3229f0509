/** Whether new global indexes are resources of their own, or those that a table has are taken over as such. */
export type IndexResources = boolean | "adopt";
