-- Nobody read it: what was built is in the ends of jobs, and machines know what lies on them.
DROP TABLE image;
