"""The judge: statements become certificates (untrusted search) that the kernel checks."""
