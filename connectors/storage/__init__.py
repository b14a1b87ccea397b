"""Places that hold files: object storage, SFTP servers, watched folders."""
