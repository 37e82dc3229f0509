/** The folder of drills in the run folder. */
export const drillsFolder = "drills";
